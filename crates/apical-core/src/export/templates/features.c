/* Numbers as they were measured become values exactly as in the program that learned: by the same operations in the same order on
   numbers of 64 bits. In 32 bits, or where the compiler may change them, values next to a half would be others. */
#include <float.h>
#if DBL_MANT_DIG != 53
#error "double must have 64 bits: a compiler that can make it so may need an option, such as -mdouble=64"
#endif
#if FLT_EVAL_METHOD < 0 || FLT_EVAL_METHOD == 2
#error "operations must be rounded to the type of their operands: -msse2 -mfpmath=sse, for example"
#endif
#ifdef __FAST_MATH__
#error "-ffast-math changes results: leave it out"
#endif

/* Of @whose@: what becomes 0, what becomes 255. */
@NAME@_MEMORY double @name@_ranges[@count@][2] = {
@ranges@};

/* @NAME@_INPUTS numbers to as many values. Returns 0, or else the number, from 1, of the first that is not finite; values are then
   of no use. What is outside its range counts as the nearer end; `clamped`, unless it is null, tells how many were. */
static inline uint32_t @name@_prepare_features(const double *features, uint8_t *values, uint32_t *clamped)
{
    uint32_t outside = 0;
    for (uint32_t feature = 0; feature < @NAME@_INPUTS; feature++) {
        const double value = features[feature];
        const double lower = @name@_ranges[@index@][0];
        const double upper = @name@_ranges[@index@][1];
        if (!(value >= -DBL_MAX && value <= DBL_MAX)) {
            return feature + 1u;
        }
        if (value < lower || value > upper) {
            outside++;
        }
        if (!(lower < upper) || value <= lower) {
            values[feature] = 0;
        } else if (value >= upper) {
            values[feature] = 255;
        } else {
            double scaled = (value - lower) * 255.0 / (upper - lower);
@widest@            scaled += 0.5;
            values[feature] = scaled < 255.0 ? (uint8_t)scaled : 255;
        }
    }
    if (clamped) {
        *clamped = outside;
    }
    return 0;
}


