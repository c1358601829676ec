// What Vigil asks of LibTorch, as plain functions over opaque types.
//
// LibTorch is C++ and throws; it lives in a plug-in (Plugins/Torch) that is built where LibTorch is and opened while
// the program runs. The plug-in exports one symbol, `vigil_torch_plugin`, which returns the table below. Every exception
// becomes a NULL or false here, and last_error() then says why, on the same thread.
//
// Pointers are not checked for NULL. A network, request or trainer is used by one thread at a time, several requests of a network
// by one each; computations wait for each other, since LibTorch's random numbers are the whole program's.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Raised whenever the table changes.
#define VIGIL_TORCH_ABI 4

/// A graph with its tensors, in one place: the processor or a GPU.
typedef struct vigil_torch_network vigil_torch_network;
/// A place for an input of a network: inputs are written to several at the same time and computed in turns.
typedef struct vigil_torch_request vigil_torch_request;
/// What Adam keeps of a network in training.
typedef struct vigil_torch_trainer vigil_torch_trainer;

/// Where and how a network is computed.
typedef struct {
  /// `cpu`, `cuda`, or one of several as `cuda:1`.
  const char *device;
  /// Bits of a float inside: 32; 16, which not every processor can; or 64, for checks.
  int32_t bits;
  /// So many threads compute it on the processor, always: sums depend on how they are divided, and what the program does
  /// elsewhere must not change them.
  int32_t threads;
  /// Whether the channels of a place lie side by side where values have five axes.
  bool channels_last;
  /// Whether a GPU gets all operations at once, as a CUDA graph, when a shape comes again: for networks of
  /// which few shapes are computed.
  bool replays;
} vigil_torch_placement;

/// A tensor of 32-bit floats, row-major; the names and numbers belong to whoever made it.
typedef struct {
  const char *name;
  const int64_t *extents;
  size_t rank;
  const float *values;
  size_t count;
} vigil_torch_tensor;

/// Takes a result, which is gone after the call.
typedef void (*vigil_torch_receiver)(void *context, const vigil_torch_tensor *tensor);

/// How Adam moves (Kingma and Ba, ICLR 2015).
typedef struct {
  double beta1, beta2, epsilon, weight_decay;
  /// Whether weights decay by themselves (Loshchilov and Hutter, ICLR 2019), not by way of the gradient.
  bool decoupled;
} vigil_torch_adam;

/// The numbers of RTFM's loss (Tian et al., ICCV 2021, section 3.3, as the public code has them).
typedef struct {
  /// Snippets with the largest magnitudes that stand for a video.
  int64_t selected;
  double margin, magnitude_weight, smoothness_weight, sparsity_weight;
} vigil_torch_rtfm_loss;

/// Videos for one step: first the normal half, then the abnormal one.
typedef struct {
  /// [videos, crops, segments, features].
  const float *features;
  int64_t videos, crops, segments, size;
  /// [videos, segments]: what magnitudes are multiplied with before the largest are selected.
  const float *keep;
  /// Where the random numbers of dropout begin.
  uint64_t seed;
  double learning_rate;
} vigil_torch_rtfm_batch;

/// The terms of one step's loss, before the step.
typedef struct {
  double classification, magnitude, smoothness, sparsity, total;
} vigil_torch_rtfm_terms;

/// Clips for one step of a network that ends in a logit for each clip.
typedef struct {
  /// [clips, channels, frames, height, width].
  const float *clips;
  int64_t extents[5];
  /// [clips]: how abnormal each is, 0 to 1.
  const float *targets;
  /// Where the random numbers of dropout begin.
  uint64_t seed;
  double learning_rate;
} vigil_torch_clip_batch;

/// Everything that the plug-in can do.
typedef struct {
  /// VIGIL_TORCH_ABI of the plug-in.
  int32_t abi;
  /// The version of LibTorch, such as 1.13.1.
  const char *version;
  /// Why the last function on this thread failed.
  const char *(*last_error)(void);
  /// What a device is called, such as `cpu` or `NVIDIA H100`; NULL if nothing can be computed on it, and last_error() says why.
  const char *(*device_name)(const char *device);

  /// Makes a network of a graph, a line for each input, node and output, fields apart by tabs:
  ///
  ///     input  NAME
  ///     node   NAME  OPERATION  NUMBERS  INPUTS  PARAMETERS
  ///     output NAME
  ///
  /// Within a field, words are apart by spaces. Every parameter must be set before it is used.
  vigil_torch_network *(*network_create)(const char *graph, const vigil_torch_placement *placement);
  void (*network_free)(vigil_torch_network *network);
  /// Sets a parameter, or a statistic of a norm.
  bool (*network_set)(vigil_torch_network *network, const vigil_torch_tensor *tensor);
  /// Gives a parameter or statistic as it is now.
  bool (*network_get)(vigil_torch_network *network, const char *name, void *context, vigil_torch_receiver receive);
  /// Gives what the last step found as the gradient of a parameter.
  bool (*network_gradient)(
      vigil_torch_network *network, const char *name, void *context, vigil_torch_receiver receive);
  /// Runs the network on its only input, as in use: dropout has no effect, norms use their statistics.
  bool (*network_run)(
      vigil_torch_network *network, const vigil_torch_tensor *input, void *context, vigil_torch_receiver receive);

  /// Makes a place for inputs of a network, which must outlive it.
  vigil_torch_request *(*request_create)(vigil_torch_network *network);
  void (*request_free)(vigil_torch_request *request);
  /// The memory for the next input, row-major; page-locked where a GPU copies from it. It stays in place until the next call
  /// with other extents. NULL if there is not so much.
  float *(*request_input)(vigil_torch_request *request, const int64_t *extents, size_t rank);
  /// Runs the network on that input, as in use.
  bool (*request_run)(vigil_torch_request *request, void *context, vigil_torch_receiver receive);

  /// Prepares a network for training; `names` are the parameters that learn. The network must outlive the trainer.
  vigil_torch_trainer *(*trainer_create)(
      vigil_torch_network *network, const char *const *names, size_t count, vigil_torch_adam adam);
  void (*trainer_free)(vigil_torch_trainer *trainer);
  /// One step of RTFM.
  bool (*trainer_step)(
      vigil_torch_trainer *trainer, const vigil_torch_rtfm_batch *batch, vigil_torch_rtfm_loss loss,
      vigil_torch_rtfm_terms *terms);
  /// One step on the binary cross-entropy of the output `logits`; gives the loss before the step.
  bool (*trainer_step_clips)(vigil_torch_trainer *trainer, const vigil_torch_clip_batch *batch, double *loss);
  /// Gives Adam's first (`moment` 1) or second (2) moments of a parameter.
  bool (*trainer_moment)(
      vigil_torch_trainer *trainer, int32_t moment, const char *name, void *context, vigil_torch_receiver receive);
  /// Goes on from another run: its moments, and how many steps it has made.
  bool (*trainer_set_moment)(vigil_torch_trainer *trainer, int32_t moment, const vigil_torch_tensor *tensor);
  void (*trainer_set_steps)(vigil_torch_trainer *trainer, int64_t steps);
} vigil_torch_functions;

/// The only symbol of the plug-in.
typedef const vigil_torch_functions *(*vigil_torch_plugin_function)(void);

/// Names for OpenBLAS, which multiplies matrices for Debian's LibTorch, the kernels that fit this processor, unless
/// `OPENBLAS_CORETYPE` is set. To be called before the plug-in is opened.
///
/// OpenBLAS goes by the processor's model, and takes its kernels for SSE3, a third as fast, for one that is younger than itself.
void vigil_torch_choose_blas_kernels(void);

#ifdef __cplusplus
}
#endif
