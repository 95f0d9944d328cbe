#define @NAME@_IMAGE_WIDTH @width@
#define @NAME@_IMAGE_HEIGHT @height@
/* What becomes of a picture: values; nothing to see, so nothing to classify; it has a size that is not taken. */
#define @NAME@_PREPARED 0
#define @NAME@_BLANK 1
#define @NAME@_REFUSED 2

/* A grey picture, row by row, 0 to 255, of the size above: it is taken as it is. */
static inline int @name@_prepare_pixels(const uint8_t *picture, uint32_t width, uint32_t height, uint8_t *values)
{
    int outcome = @NAME@_BLANK;
    if (width != @NAME@_IMAGE_WIDTH || height != @NAME@_IMAGE_HEIGHT) {
        return @NAME@_REFUSED;
    }
    for (uint32_t pixel = 0; pixel < @NAME@_INPUTS; pixel++) {
        values[pixel] = picture[pixel];
        if (picture[pixel] > 0) {
            outcome = @NAME@_PREPARED;
        }
    }
    return outcome;
}


