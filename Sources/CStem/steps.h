// The steps of `vigil_stem_run`, in the order in which they come.
//
// A strip is a row of tiles. Its inputs are kept as [point][plane][phase][tile], point being one of 7x7, plane
// a frame and a colour, phase one of up to 2x2; tiles are padded to `stride`. `offsets` say where a point begins,
// in phases of the points before it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "points.h"

/// The points of one row of a snippet, [13][stride].
///
/// - line: the row with its padding, 8 * (stride + 8) floats.
/// - columns: working memory of as many.
void vigil_stem_row_points(const float *line, size_t stride, float *columns, float *points);

/// The points of 13 rows, [13][13][stride], to the inputs of one plane.
void vigil_stem_plane_inputs(
    const float *rows, size_t stride, size_t planes, size_t plane, const size_t offsets[POINTS * POINTS],
    float *inputs);

/// sums[tile][16] = weights[depth][16]^T inputs[depth][tile], for 16 channels at one point.
void vigil_stem_products(
    bool wide, size_t tiles, size_t depth, const float *weights, const float *inputs, size_t stride,
    float *sums, size_t sums_stride);

/// The sums of one tile, [49][channels], to its outputs [4][4][channels] in rows; the larger ones of
/// these and those already there if `is_second`.
void vigil_stem_tile_outputs(
    const float *sums, size_t channels, bool is_second, float *rows, size_t row_stride);

/// Three rows of outputs [2 * width + 1][channels] to one pooled row, with bias and relu.
///
/// - line: working memory of width * channels floats.
void vigil_stem_pool(
    const float *const rows[3], size_t width, size_t channels, const float *bias, float *pooled,
    size_t channel_stride, float *line);
