/* What the network sees of @NAME@_INPUTS raw values: bit I is bit I % 8 of byte I / 8. */
static inline void @name@_encode(const uint8_t *values, uint8_t *bits)
{
    for (uint32_t byte = 0; byte < @NAME@_BIT_BYTES; byte++) {
        bits[byte] = 0;
    }
@calls@}

