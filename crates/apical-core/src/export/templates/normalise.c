/* Pictures are prepared exactly as by the program that learned: where that has numbers with a fraction, by the same operations in
   the same order. */
#include <float.h>
#if FLT_MANT_DIG != 24 || FLT_EVAL_METHOD < 0 || FLT_EVAL_METHOD == 1 || FLT_EVAL_METHOD == 2
#error "float must have 32 bits, and operations must be rounded to them: -msse2 -mfpmath=sse, for example"
#endif
#ifdef __FAST_MATH__
#error "-ffast-math changes results: leave it out"
#endif
#define @NAME@_IMAGE_WIDTH @width@
#define @NAME@_IMAGE_HEIGHT @height@
/* Ink is scaled to fit these. */
#define @NAME@_BOX_WIDTH @box_width@
#define @NAME@_BOX_HEIGHT @box_height@
/* Sides of a picture have 1 to so many pixels. */
#define @NAME@_LONGEST_SIDE @longest@
/* What becomes of a picture: values; nothing to see, so nothing to classify; it has a size that is not taken. */
#define @NAME@_PREPARED 0
#define @NAME@_BLANK 1
#define @NAME@_REFUSED 2

/* A rectangle of a picture: columns from left to before right, rows from top to before bottom. */
typedef struct {
    uint32_t left, top, right, bottom;
} @name@_area;

/* Looks at `count` pixels from `at` on, each `step` behind the one before: bit 0, they are a line of a dark or bright strip; bit 1,
   they are paper; bit 2, they are where a strip fades. */
static inline uint32_t @name@_line(
    const uint8_t *picture, uint32_t at, uint32_t step, uint32_t count, uint32_t paper)
{
    uint32_t differing = 0, slightly = 0;
    for (uint32_t pixel = 0; pixel < count; pixel++, at += step) {
        const uint32_t grey = picture[at];
        const uint32_t difference = grey < paper ? paper - grey : grey - paper;
        differing += difference >= 64u ? 1u : 0u;
        slightly += difference >= 16u ? 1u : 0u;
    }
    return (100u * differing >= 90u * count ? 1u : 0u) | (100u * slightly <= 2u * count ? 2u : 0u)
        | (100u * slightly >= 90u * count ? 4u : 0u);
}

/* How many lines of a side a strip has, those included where it fades, at most `most`; the next line begins at `next` more. */
static inline uint32_t @name@_strip(const uint8_t *picture, uint32_t first, uint32_t next, uint32_t step,
    uint32_t count, uint32_t paper, uint32_t most)
{
    uint32_t strip = 0;
    while (strip < most && (@name@_line(picture, first + strip * next, step, count, paper) & 1u)) {
        strip++;
    }
    while (strip > 0 && strip < most && (@name@_line(picture, first + strip * next, step, count, paper) & 4u)) {
        strip++;
    }
    return strip;
}

/* The level of a rank among those that were counted, the lowest having rank 0. */
static inline uint32_t @name@_level(const uint16_t *counts, uint32_t rank)
{
    uint32_t level = 0, sum = counts[0];
    while (sum <= rank) {
        sum += counts[++level];
    }
    return level;
}

/* The picture without strips along its sides, as scanners leave them: where two that meet in a corner, or more, have nothing but
   paper inside. */
static inline @name@_area @name@_inside(
    const uint8_t *picture, uint32_t width, uint32_t height, uint16_t *counts)
{
    const @name@_area all = {0, 0, width, height};
    @name@_area area = {0, 0, width, height};
    uint32_t paper, columns, rows, corner, clear;
    for (uint32_t level = 0; level < 256u; level++) {
        counts[level] = 0;
    }
    for (uint32_t at = 0; at < width * height; at++) {
        counts[picture[at]]++;
    }
    paper = @name@_level(counts, (width * height - 1u) / 2u);
    area.top = @name@_strip(picture, 0, width, 1u, width, paper, height / 10u);
    area.bottom -= @name@_strip(picture, (height - 1u) * width, 0u - width, 1u, width, paper, height / 10u);
    rows = area.bottom - area.top;
    corner = area.top * width;
    area.left = @name@_strip(picture, corner, 1u, width, rows, paper, width / 10u);
    area.right -= @name@_strip(picture, corner + width - 1u, 0u - 1u, width, rows, paper, width / 10u);
    if ((area.left == 0 && area.right == width) || (area.top == 0 && area.bottom == height)) {
        return all;
    }
    columns = area.right - area.left;
    corner += area.left;
    clear = 2u;
    if (area.top > 0) {
        clear &= @name@_line(picture, corner, 1u, columns, paper);
    }
    if (area.bottom < height) {
        clear &= @name@_line(picture, corner + (rows - 1u) * width, 1u, columns, paper);
    }
    if (area.left > 0) {
        clear &= @name@_line(picture, corner, width, rows, paper);
    }
    if (area.right < width) {
        clear &= @name@_line(picture, corner + columns - 1u, width, rows, paper);
    }
    return clear ? area : all;
}

/* How much ink each grey level is: what differs from the background, the median of the outermost pixels, towards the side that
   differs more. Returns the area inside of strips; an empty one if nothing differs enough. */
static inline @name@_area @name@_ink(
    const uint8_t *picture, uint32_t width, uint32_t height, uint8_t *ink)
{
    const @name@_area none = {0, 0, 0, 0};
    uint16_t counts[256];
    const @name@_area area = @name@_inside(picture, width, height, counts);
    uint32_t darkest = 255, brightest = 0, outermost = 0, background, contrast, dark, grain, sum, whole;
    for (uint32_t level = 0; level < 256u; level++) {
        counts[level] = 0;
    }
    for (uint32_t y = area.top; y < area.bottom; y++) {
        for (uint32_t x = area.left; x < area.right; x++) {
            const uint8_t grey = picture[y * width + x];
            darkest = grey < darkest ? grey : darkest;
            brightest = grey > brightest ? grey : brightest;
            if (y == area.top || y + 1u == area.bottom || x == area.left || x + 1u == area.right) {
                counts[grey]++;
                outermost++;
            }
        }
    }
    background = @name@_level(counts, (outermost - 1u) / 2u);
    dark = background - darkest > brightest - background;
    contrast = dark ? background - darkest : brightest - background;
    if (contrast < 32u) {
        return none;
    }
    /* Three times what three quarters of the outermost pixels vary is grain of the paper. */
    grain = 0;
    sum = counts[background];
    while (sum <= (outermost - 1u) * 3u / 4u) {
        grain++;
        sum += grain <= background ? counts[background - grain] : 0u;
        sum += background + grain < 256u ? counts[background + grain] : 0u;
    }
    grain *= 3u;
    grain = grain < contrast / 2u ? grain : contrast / 2u;
    whole = contrast - grain;
    for (uint32_t level = 0; level < 256u; level++) {
        uint32_t amount = 0;
        if (dark && level < background) {
            amount = background - level;
        } else if (!dark && level > background) {
            amount = level - background;
        }
        amount = amount > grain ? amount - grain : 0u;
        if (whole < 250u) {
            amount = amount * 255u / whole;
        }
        ink[level] = (uint8_t)(amount < 255u ? amount : 255u);
    }
    return area;
}

/* The part of the area that has ink; it is empty if none has. */
static inline void @name@_cut(const uint8_t *picture, uint32_t width, const uint8_t *ink, @name@_area *area)
{
    @name@_area found = {area->right, area->bottom, 0, 0};
    for (uint32_t y = area->top; y < area->bottom; y++) {
        for (uint32_t x = area->left; x < area->right; x++) {
            /* Edges of strokes count, smudges do not. */
            if (ink[picture[y * width + x]] >= 16u) {
                found.left = x < found.left ? x : found.left;
                found.right = x + 1u > found.right ? x + 1u : found.right;
                found.top = y < found.top ? y : found.top;
                found.bottom = y + 1u;
            }
        }
    }
    *area = found;
}

/* The share that each of some old samples, from `first` on, has in the new one `index`, where `old` samples of a line become `size`.
   Returns how many they are. Products are stored before anything is added to them: else some compilers would round once for both. */
static inline uint32_t @name@_shares(
    uint32_t index, uint32_t old, uint32_t size, float *shares, uint32_t *first)
{
    const float ratio = (float)old / (float)size;
    const float reach = ratio > 1.0f ? ratio : 1.0f;
    const volatile float centre = ((float)index + 0.5f) * ratio;
    const float from = centre - reach, to = centre + reach, middle = centre - 0.5f;
    uint32_t begin = from > 0.0f ? (uint32_t)from : 0u;
    uint32_t end = (uint32_t)to;
    float sum = 0.0f;
    begin = begin < old ? begin : old - 1u;
    end += (float)end < to ? 1u : 0u;
    end = end > begin ? end : begin + 1u;
    end = end < old ? end : old;
    for (uint32_t sample = begin; sample < end; sample++) {
        float distance = ((float)sample - middle) / reach;
        distance = distance < 0.0f ? -distance : distance;
        shares[sample - begin] = distance < 1.0f ? 1.0f - distance : 0.0f;
        sum += shares[sample - begin];
    }
    for (uint32_t sample = begin; sample < end; sample++) {
        shares[sample - begin] /= sum;
    }
    *first = begin;
    return end - begin;
}

/* Where ink begins so that its centre of mass, `moment / mass`, comes to the middle pixel, and nothing is cut off. */
static inline uint32_t @name@_offset(uint64_t moment, uint64_t mass, uint32_t length, uint32_t side)
{
    const uint64_t middle = (2u * (uint64_t)(side / 2u) + 1u) * mass;
    const uint64_t offset = middle > 2u * moment ? (middle - 2u * moment) / (2u * mass) : 0u;
    return offset < side - length ? (uint32_t)offset : side - length;
}

/* A grey picture, row by row, 0 to 255, dark on light or light on dark: background and grain are taken away, the ink is scaled to fit
   the box, its proportions kept, with full ink at 255, and placed so that its centre of mass is in the middle, as MNIST's digits were.
   If it is blank all values are 0. On the stack: @stack@ bytes of arrays at most. */
static inline int @name@_prepare_pixels(const uint8_t *picture, uint32_t width, uint32_t height, uint8_t *values)
{
    uint8_t ink[256];
    float narrow[@NAME@_LONGEST_SIDE], shares[@NAME@_LONGEST_SIDE];
    uint32_t columns, rows, across, down, left, top, brightest = 0;
    uint64_t mass = 0, moment_x = 0, moment_y = 0;
    @name@_area area;
    if (width - 1u >= @NAME@_LONGEST_SIDE || height - 1u >= @NAME@_LONGEST_SIDE) {
        return @NAME@_REFUSED;
    }
    for (uint32_t value = 0; value < @NAME@_INPUTS; value++) {
        values[value] = 0;
    }
    area = @name@_ink(picture, width, height, ink);
    @name@_cut(picture, width, ink, &area);
    if (area.right == 0) {
        return @NAME@_BLANK;
    }
    columns = area.right - area.left;
    rows = area.bottom - area.top;
    across = @NAME@_BOX_WIDTH;
    down = @NAME@_BOX_HEIGHT;
    if (columns * @NAME@_BOX_HEIGHT >= rows * @NAME@_BOX_WIDTH) {
        const uint32_t fitted = (rows * @NAME@_BOX_WIDTH + columns / 2u) / columns;
        down = fitted < 1u ? 1u : fitted < down ? fitted : down;
    } else {
        const uint32_t fitted = (columns * @NAME@_BOX_HEIGHT + rows / 2u) / rows;
        across = fitted < 1u ? 1u : fitted < across ? fitted : across;
    }
    /* To the first rows and columns. */
    for (uint32_t y = 0; y < down; y++) {
        uint32_t first, count = @name@_shares(y, rows, down, shares, &first);
        for (uint32_t x = 0; x < columns; x++) {
            narrow[x] = 0.0f;
            for (uint32_t sample = 0; sample < count; sample++) {
                const uint32_t at = (area.top + first + sample) * width + area.left + x;
                const volatile float product = (float)ink[picture[at]] * shares[sample];
                narrow[x] += product;
            }
        }
        for (uint32_t x = 0; x < across; x++) {
            float sum = 0.0f;
            uint32_t level;
            count = @name@_shares(x, columns, across, shares, &first);
            for (uint32_t sample = 0; sample < count; sample++) {
                const volatile float product = narrow[first + sample] * shares[sample];
                sum += product;
            }
            level = (uint32_t)sum;
            level += sum - (float)level >= 0.5f ? 1u : 0u;
            level = level < 255u ? level : 255u;
            brightest = level > brightest ? level : brightest;
            values[y * @NAME@_IMAGE_WIDTH + x] = (uint8_t)level;
        }
    }
    if (brightest == 0) {
        return @NAME@_BLANK;
    }
    for (uint32_t y = 0; y < down; y++) {
        for (uint32_t x = 0; x < across; x++) {
            uint32_t level = values[y * @NAME@_IMAGE_WIDTH + x];
            /* Nearly full is full. */
            level = brightest < 250u ? level * 255u / brightest : level;
            values[y * @NAME@_IMAGE_WIDTH + x] = (uint8_t)level;
            mass += level;
            moment_x += (uint64_t)level * x;
            moment_y += (uint64_t)level * y;
        }
    }
    left = @name@_offset(moment_x, mass, across, @NAME@_IMAGE_WIDTH);
    top = @name@_offset(moment_y, mass, down, @NAME@_IMAGE_HEIGHT);
    /* To its place, the last pixel first. */
    for (uint32_t y = down; y-- > 0;) {
        for (uint32_t x = across; x-- > 0;) {
            const uint8_t level = values[y * @NAME@_IMAGE_WIDTH + x];
            values[y * @NAME@_IMAGE_WIDTH + x] = 0;
            values[(top + y) * @NAME@_IMAGE_WIDTH + left + x] = level;
        }
    }
    return @NAME@_PREPARED;
}


