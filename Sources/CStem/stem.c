// The sizes of a run, its working memory, and the loop over strips.
#include "CStem.h"

#include <string.h>

#include "steps.h"

/// Sizes that follow from the shape.
typedef struct {
  size_t pooled_height, pooled_width;
  /// Rows of tiles, tiles in a row, and these rounded up to whole vectors.
  size_t strips, tiles, stride;
  /// Floats in a row of outputs.
  size_t row;
  /// Floats in a moment and in a channel of the result.
  size_t pooled_moment, pooled_channel;
} sizes;

static size_t convolved_extent(size_t extent) { return (extent - 1) / 2 + 1; }
size_t vigil_stem_pooled_extent(size_t extent) { return (convolved_extent(extent) - 3) / 2 + 1; }

/// Tiles that cover all outputs that are pooled.
static size_t tile_count(size_t pooled) { return (2 * pooled + 1 + TILE - 1) / TILE; }

static sizes sizes_of(vigil_stem_shape shape) {
  sizes s;
  s.pooled_height = vigil_stem_pooled_extent(shape.height);
  s.pooled_width = vigil_stem_pooled_extent(shape.width);
  s.strips = tile_count(s.pooled_height);
  s.tiles = tile_count(s.pooled_width);
  s.stride = (s.tiles + LANES - 1) / LANES * LANES;
  s.row = s.tiles * TILE * shape.channels;
  s.pooled_moment = s.pooled_height * s.pooled_width;
  s.pooled_channel = shape.frames / 4 * s.pooled_moment;
  return s;
}

/// Places in the scratch memory.
typedef struct {
  size_t line, columns, points, inputs, sums, rows, carry, pooled, end;
} places;

static size_t after(size_t place, size_t count) { return place + (count + 15) / 16 * 16; }

static places lay_out(vigil_stem_shape shape, sizes s, size_t moments) {
  places p;
  size_t planes = (4 * moments + 3) * COLORS;
  p.line = 0;
  // Whole vectors of tiles are wider than the padded row of any shape.
  p.columns = after(p.line, TILE_STEP * (s.stride + LANES));
  p.points = after(p.columns, TILE_STEP * (s.stride + LANES));
  p.inputs = after(p.points, PHASED_POINTS * PHASED_POINTS * s.stride);
  p.sums = after(p.inputs, PHASED_POINTS * PHASED_POINTS * planes * s.stride);
  p.rows = after(p.sums, s.tiles * POINTS * POINTS * shape.channels);
  p.carry = after(p.rows, TILE * s.row);
  p.pooled = after(p.carry, moments * s.row);
  p.end = after(p.pooled, s.pooled_width * shape.channels);
  return p;
}

size_t vigil_stem_scratch_count(vigil_stem_shape shape, size_t moments) {
  return lay_out(shape, sizes_of(shape), moments).end;
}

bool vigil_stem_is_supported(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return true;
#endif
}

/// One run.
typedef struct {
  vigil_stem_shape shape;
  bool wide;
  sizes sizes;
  size_t offsets[POINTS * POINTS];
  const float *weights, *bias, *snippet;
  /// The frames that are seen.
  size_t first_frame, last_frame;
  float *line, *columns, *points, *inputs, *sums, *rows, *pooled_line;
} run;

static size_t planes(const run *r) { return (r->last_frame - r->first_frame) * COLORS; }

/// The inputs of all frames for one strip.
static void transform_inputs(run *r, size_t strip) {
  size_t stride = r->sizes.stride, row_points = PHASED_POINTS * stride;
  for (size_t frame = r->first_frame; frame < r->last_frame; frame++) {
    for (size_t color = 0; color < COLORS; color++) {
      const float *picture = r->snippet + (color * r->shape.frames + frame) * r->shape.height * r->shape.width;
      for (size_t i = 0; i < PHASED_POINTS; i++) {
        size_t y = strip * TILE_STEP + i;
        float *points = r->points + i * row_points;
        if (y < PADDING || y >= r->shape.height + PADDING) {
          memset(points, 0, row_points * sizeof(float));
        } else {
          const float *row = picture + (y - PADDING) * r->shape.width;
          memcpy(r->line + PADDING, row, r->shape.width * sizeof(float));
          vigil_stem_row_points(r->line, stride, r->columns, points);
        }
      }
      size_t plane = (frame - r->first_frame) * COLORS + color;
      vigil_stem_plane_inputs(r->points, stride, planes(r), plane, r->offsets, r->inputs);
    }
  }
}

/// One convolved frame of a strip into the rows, as the larger ones if it is the second of its pool.
static void vigil_stem_convolve(run *r, size_t moment, bool is_second) {
  size_t channels = r->shape.channels, stride = r->sizes.stride;
  // Taps in time that meet frames before the first or after the last are left out, not multiplied with zeros.
  size_t first_tap = moment == 0 ? 2 : 0;
  size_t left = r->shape.frames + 2 - 2 * moment;
  size_t taps = (left < MOMENTS ? left : MOMENTS) - first_tap;
  size_t first_plane = (2 * moment + first_tap - 2 - r->first_frame) * COLORS;
  for (size_t point = 0; point < POINTS * POINTS; point++) {
    size_t count = phases(point / POINTS) * phases(point % POINTS);
    const float *inputs = r->inputs + (r->offsets[point] * planes(r) + first_plane * count) * stride;
    for (size_t channel = 0; channel < channels; channel += 16) {
      const float *weights = r->weights + (r->offsets[point] * channels + channel * count) * MOMENTS * COLORS +
                             first_tap * COLORS * count * 16;
      vigil_stem_products(
          r->wide, r->sizes.tiles, taps * COLORS * count, weights, inputs, stride,
          r->sums + point * channels + channel, POINTS * POINTS * channels);
    }
  }
  for (size_t tile = 0; tile < r->sizes.tiles; tile++) {
    vigil_stem_tile_outputs(
        r->sums + tile * POINTS * POINTS * channels, channels, is_second, r->rows + tile * TILE * channels,
        r->sizes.row);
  }
}

VIGIL_FAST_BEGIN

/// `carry` = the larger of two rows, for the pooled row that goes on in the next strip.
static void vigil_stem_carry(const float *a, const float *b, size_t count, float *carry) {
  for (size_t i = 0; i < count; i += LANES) store(carry + i, larger(load(a + i), load(b + i)));
}

VIGIL_FAST_END

/// A strip has four rows of outputs. One pooled row takes the first three; the other takes the last two and
/// the first of the next strip.
static void pool_strip(run *r, size_t strip, float *carry, float *pooled) {
  size_t width = r->sizes.pooled_width, height = r->sizes.pooled_height;
  float *row[TILE];
  for (size_t i = 0; i < TILE; i++) row[i] = r->rows + i * r->sizes.row;
  if (strip > 0) {
    const float *rows[3] = {carry, carry, row[0]};
    vigil_stem_pool(
        rows, width, r->shape.channels, r->bias, pooled + (2 * strip - 1) * width, r->sizes.pooled_channel,
        r->pooled_line);
  }
  if (2 * strip < height) {
    const float *rows[3] = {row[0], row[1], row[2]};
    vigil_stem_pool(
        rows, width, r->shape.channels, r->bias, pooled + 2 * strip * width, r->sizes.pooled_channel,
        r->pooled_line);
  }
  vigil_stem_carry(row[2], row[3], r->sizes.row, carry);
}

void vigil_stem_run(
    vigil_stem_shape shape, bool wide, const float *transformed, const float *bias, const float *snippet, size_t first,
    size_t last, float *pooled, float *scratch) {
  sizes s = sizes_of(shape);
  places at = lay_out(shape, s, last - first);
  run r = {
      .shape = shape,
      .wide = wide,
      .sizes = s,
      .weights = transformed,
      .bias = bias,
      .snippet = snippet,
      .first_frame = first == 0 ? 0 : 4 * first - 2,
      .last_frame = 4 * last + 1 < shape.frames ? 4 * last + 1 : shape.frames,
      .line = scratch + at.line,
      .columns = scratch + at.columns,
      .points = scratch + at.points,
      .inputs = scratch + at.inputs,
      .sums = scratch + at.sums,
      .rows = scratch + at.rows,
      .pooled_line = scratch + at.pooled,
  };
  size_t offset = 0;
  for (size_t point = 0; point < POINTS * POINTS; point++) {
    r.offsets[point] = offset;
    offset += phases(point / POINTS) * phases(point % POINTS);
  }
  memset(r.line, 0, (at.columns - at.line) * sizeof(float));
  for (size_t strip = 0; strip < s.strips; strip++) {
    transform_inputs(&r, strip);
    for (size_t moment = first; moment < last; moment++) {
      vigil_stem_convolve(&r, 2 * moment, false);
      vigil_stem_convolve(&r, 2 * moment + 1, true);
      pool_strip(&r, strip, scratch + at.carry + (moment - first) * s.row, pooled + moment * s.pooled_moment);
    }
  }
}
