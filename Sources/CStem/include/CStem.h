// The first layers of the video network, computed with less than a quarter of the multiplications: convolution 5x7x7 of stride 2x2x2,
// bias, relu and maximum pooling 2x3x3 of stride 2x2x2, in one pass that never writes the convolution's output.
//
// The convolution is 24 % of the network's multiply-adds and 28 % of its time. Here it is a Winograd convolution
// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4). Its stride
// of 2 splits the seven taps of an axis into four that meet even positions and three that meet odd ones
// (Huang et al., "DWM: A Decomposable Winograd Method for Convolution", AAAI 2020). For four outputs in a row
// the four taps need products at seven points, the three taps at six of the same seven: so the odd phase is added up in
// the sums of the even one, and one transform leads back. A tile of 4x4 outputs takes 13 x 13 products for each
// colour and time step where the plain way takes 28 x 28. Time stays plain.
//
// Nothing here allocates memory, and pointers are not checked for NULL. Arrays are row-major, of 32-bit floats.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The sizes of a snippet [3, frames, height, width] and of the result,
/// [channels, frames / 4, pooledHeight, pooledWidth].
typedef struct {
  /// A multiple of 16.
  size_t channels;
  /// A multiple of 4, at least 8.
  size_t frames;
  /// At least 8.
  size_t height;
  /// At least 8.
  size_t width;
} vigil_stem_shape;

/// The height or width of the result for that of a snippet, at least 8: 55 for 224.
size_t vigil_stem_pooled_extent(size_t extent);

/// Whether this processor has the instructions that the functions below are compiled for.
bool vigil_stem_is_supported(void);

/// Whether it has registers of 16 floats (AVX-512) as well.
bool vigil_stem_can_be_wide(void);

/// The number of floats of the transformed weights.
size_t vigil_stem_weight_count(size_t channels);

/// Transforms weights [channels, 3, 5, 7, 7] in double precision into the order in which they are used.
void vigil_stem_transform_weights(size_t channels, const float *weights, float *transformed);

/// The number of floats of working memory for `moments` moments of the result.
size_t vigil_stem_scratch_count(vigil_stem_shape shape, size_t moments);

/// Computes the moments of the result from `first` to before `last`; other moments stay as they are.
///
/// Calls for disjoint moments may run at the same time, each with its own scratch memory. The result does not depend on
/// how moments are divided among calls, nor on `wide`, which uses registers of 16 floats and takes 0.7 of the time.
/// A non-finite value may become 0, by relu's comparison.
void vigil_stem_run(
    vigil_stem_shape shape, bool wide, const float *transformed, const float *bias, const float *snippet, size_t first,
    size_t last, float *pooled, float *scratch);

#ifdef __cplusplus
}
#endif
