#define @NAME@_LEVELS @levels@
/* Thresholds of the levels of @whose@. */
@NAME@_MEMORY uint8_t @name@_thresholds[@count@] = {
@thresholds@};

/* Levels: a value reaches those whose threshold is not above it. @which@ sets its bit. */
static inline void @name@_encode_levels(const uint8_t *values, uint8_t *bits)
{
    const uint8_t *thresholds = @name@_thresholds;
    uint32_t first = 0;
    for (uint32_t input = 0; input < @NAME@_INPUTS; input++) {
        const uint8_t value = @value@;
        uint32_t level = 0;
        while (level < @NAME@_LEVELS && value >= thresholds[level]) {
@reached@            level++;
        }
@highest@        first += @NAME@_LEVELS;
@next@    }
}

