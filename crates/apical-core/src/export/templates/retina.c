#define @NAME@_RETINA_WIDTH @width@
#define @NAME@_RETINA_HEIGHT @height@
#define @NAME@_RETINA_KERNEL @kernel@
#define @NAME@_RETINA_STRIDE @stride@
#define @NAME@_RETINA_POOL @pool@
/* Edges and bars in turn, at @angles@ angles. */
#define @NAME@_RETINA_FILTERS @filters@
#define @NAME@_RETINA_FIELD_COLUMNS @field_columns@
/* Sums of a row: of the pixels left of each column, the border's included. */
#define @NAME@_RETINA_PITCH @pitch@
/* Sums that each filter adds and subtracts, in turn: how many pairs, and their offsets. */
@NAME@_MEMORY uint8_t @name@_retina_counts[@filters@] = {
@counts@};
@NAME@_MEMORY uint16_t @name@_retina_pairs[@pair_count@] = {
@pairs@};

/* Sums of the rows that filters see from row `y` of the picture with its border. They are modulo 2^16: differences of
   columns of one kernel are exact. */
static inline void @name@_retina_rows(const uint8_t *values, uint32_t y, uint16_t *sums)
{
    for (uint32_t row = 0; row < @NAME@_RETINA_KERNEL; row++) {
        const uint32_t line = y + row - @half@u;
        /* Lines above the picture wrap. */
        const uint8_t *pixels = line < @NAME@_RETINA_HEIGHT ? values + line * @NAME@_RETINA_WIDTH : 0;
        uint16_t sum = 0;
        for (uint32_t column = 0; column < @NAME@_RETINA_PITCH; column++) {
            const uint32_t x = column - @half@u;
            *sums++ = sum;
            if (pixels && x < @NAME@_RETINA_WIDTH) {
                sum = (uint16_t)(sum + @seen@);
            }
        }
    }
}

/* Responses of all filters at the position whose sums begin here; sets bit 0 of the flag of each that is positive, bit 1 of
   each that is negative. */
static inline void @name@_retina_position(const uint16_t *sums, uint8_t *flags)
{
    const uint16_t *pair = @name@_retina_pairs;
    uint16_t whole = 0;
    for (uint32_t row = 0; row < @NAME@_RETINA_KERNEL; row++) {
        const uint16_t *of_row = sums + row * @NAME@_RETINA_PITCH;
        whole = (uint16_t)(whole + of_row[@NAME@_RETINA_KERNEL] - of_row[0]);
    }
    if (whole == 0) {
        /* All pixels are 0, and so are all responses. */
        return;
    }
    for (uint32_t filter = 0; filter < @NAME@_RETINA_FILTERS; filter++) {
        uint16_t sum = 0;
        int32_t response, threshold;
        for (uint32_t left = @name@_retina_counts[filter]; left > 0; left--, pair += 2) {
            sum = (uint16_t)(sum + sums[pair[0]] - sums[pair[1]]);
        }
        if (filter % 2u) {
            response = (int32_t)sum + sum + sum - whole;
            threshold = @bar@;
        } else {
            /* From two's complement. */
            response = (int32_t)(sum ^ 0x8000u) - 0x8000;
            threshold = @edge@;
        }
        if (response >= threshold) {
            flags[filter] = (uint8_t)(flags[filter] | 1u);
        }
        if (-response >= threshold) {
            flags[filter] = (uint8_t)(flags[filter] | 2u);
        }
    }
}

/* Edges and bars: two bits for each filter in each field of @pool@ x @pool@ positions, row by row of fields. */
static inline void @name@_encode_retina(const uint8_t *values, uint8_t *bits)
{
    const uint32_t side = @NAME@_RETINA_POOL * @NAME@_RETINA_STRIDE;
    const uint32_t flag_count = @NAME@_RETINA_FIELD_COLUMNS * @NAME@_RETINA_FILTERS;
    uint16_t sums[@NAME@_RETINA_KERNEL * @NAME@_RETINA_PITCH];
    uint8_t flags[@NAME@_RETINA_FIELD_COLUMNS * @NAME@_RETINA_FILTERS];
    uint32_t bit = @first@;
    for (uint32_t top = 0; top < @NAME@_RETINA_HEIGHT; top += side) {
        for (uint32_t flag = 0; flag < flag_count; flag++) {
            flags[flag] = 0;
        }
        for (uint32_t y = top; y < top + side && y < @NAME@_RETINA_HEIGHT; y += @NAME@_RETINA_STRIDE) {
            uint8_t *field = flags;
            uint32_t positions = @NAME@_RETINA_POOL;
            @name@_retina_rows(values, y, sums);
            for (uint32_t x = 0; x < @NAME@_RETINA_WIDTH; x += @NAME@_RETINA_STRIDE) {
                if (positions == 0) {
                    field += @NAME@_RETINA_FILTERS;
                    positions = @NAME@_RETINA_POOL;
                }
                positions--;
                @name@_retina_position(sums + x, field);
            }
        }
        for (uint32_t flag = 0; flag < flag_count; flag++, bit += 2) {
            if (flags[flag] & 1u) {
                @name@_set(bits, bit);
            }
            if (flags[flag] & 2u) {
                @name@_set(bits, bit + 1);
            }
        }
    }
}

