// Vigil's interface to LibTorch, as plain functions over opaque types.
//
// LibTorch is C++ and throws; it lives in a plug-in (Plugins/Torch) that is built where LibTorch is and loaded
// at run time. The plug-in exports one symbol, `vigil_torch_plugin`, which returns the table below. Every exception
// becomes a NULL or false here, and last_error() then says why, on the same thread.
//
// Pointers are not checked for NULL. A network, request or trainer is used by one thread at a time, several requests of a network
// by one each; computations wait for each other, since LibTorch's random generator is global.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Raised whenever the table changes.
#define VIGIL_TORCH_ABI 4

/// A graph with its tensors, on one device: the processor or a GPU.
typedef struct vigil_torch_network vigil_torch_network;
/// A buffer for an input of a network: several are written at the same time and computed in turns.
typedef struct vigil_torch_request vigil_torch_request;
/// The state of Adam for a network in training.
typedef struct vigil_torch_trainer vigil_torch_trainer;

/// The device and the arithmetic of a network.
typedef struct {
  /// `cpu`, `cuda`, or one of several as `cuda:1`.
  const char *device;
  /// Bits of a float inside: 32; 16, which not every processor supports; or 64, for checks.
  int32_t bits;
  /// The fixed number of processor threads: the order of summation depends on it, so other activity of the program
  /// must not change it.
  int32_t threads;
  /// Whether five-dimensional tensors are stored channels-last.
  bool channels_last;
  /// Whether a GPU replays all operations at once, as a CUDA graph, when a shape recurs: for networks with
  /// few different shapes.
  bool replays;
} vigil_torch_placement;

/// A tensor of 32-bit floats, row-major; its maker owns the names and numbers.
typedef struct {
  const char *name;
  const int64_t *extents;
  size_t rank;
  const float *values;
  size_t count;
} vigil_torch_tensor;

/// Receives a result, which is invalid after the call.
typedef void (*vigil_torch_receiver)(void *context, const vigil_torch_tensor *tensor);

/// Hyperparameters of Adam (Kingma and Ba, ICLR 2015).
typedef struct {
  double beta1, beta2, epsilon, weight_decay;
  /// Whether weight decay is decoupled (Loshchilov and Hutter, ICLR 2019) instead of added to the gradient.
  bool decoupled;
} vigil_torch_adam;

/// Hyperparameters of RTFM's loss (Tian et al., ICCV 2021, section 3.3, as in the public code).
typedef struct {
  /// The number of snippets with the largest magnitudes that represent a video.
  int64_t selected;
  double margin, magnitude_weight, smoothness_weight, sparsity_weight;
} vigil_torch_rtfm_loss;

/// Videos for one step: first the normal half, then the abnormal one.
typedef struct {
  /// [videos, crops, segments, features].
  const float *features;
  int64_t videos, crops, segments, size;
  /// [videos, segments]: factors for the magnitudes before the largest are selected.
  const float *keep;
  /// Random seed of dropout.
  uint64_t seed;
  double learning_rate;
} vigil_torch_rtfm_batch;

/// The loss terms of one step, before the step.
typedef struct {
  double classification, magnitude, smoothness, sparsity, total;
} vigil_torch_rtfm_terms;

/// Snippets for one step of a network that ends in a logit for each snippet.
typedef struct {
  /// [snippets, channels, frames, height, width].
  const float *snippets;
  int64_t extents[5];
  /// [snippets]: how abnormal each is, 0 to 1.
  const float *targets;
  /// Random seed of dropout.
  uint64_t seed;
  double learning_rate;
} vigil_torch_snippet_batch;

/// The functions of the plug-in.
typedef struct {
  /// VIGIL_TORCH_ABI of the plug-in.
  int32_t abi;
  /// The version of LibTorch, such as 1.13.1.
  const char *version;
  /// The error of the last function on this thread.
  const char *(*last_error)(void);
  /// The product name of a device, such as `cpu` or `NVIDIA H100`; NULL if it cannot be used, and last_error() says why.
  const char *(*device_name)(const char *device);

  /// Makes a network from a graph, a line for each input, node and output, with fields separated by tabs:
  ///
  ///     input  NAME
  ///     node   NAME  OPERATION  NUMBERS  INPUTS  PARAMETERS
  ///     output NAME
  ///
  /// Within a field, words are separated by spaces. Every parameter must be set before it is used.
  vigil_torch_network *(*network_create)(const char *graph, const vigil_torch_placement *placement);
  void (*network_free)(vigil_torch_network *network);
  /// Sets a parameter, or a statistic of a norm.
  bool (*network_set)(vigil_torch_network *network, const vigil_torch_tensor *tensor);
  /// Gives the current value of a parameter or statistic.
  bool (*network_get)(vigil_torch_network *network, const char *name, void *context, vigil_torch_receiver receive);
  /// Gives the gradient of a parameter in the last step.
  bool (*network_gradient)(
      vigil_torch_network *network, const char *name, void *context, vigil_torch_receiver receive);
  /// Runs the network on its only input in inference mode: dropout has no effect, norms use their statistics.
  bool (*network_run)(
      vigil_torch_network *network, const vigil_torch_tensor *input, void *context, vigil_torch_receiver receive);

  /// Makes an input buffer for a network, which must outlive it.
  vigil_torch_request *(*request_create)(vigil_torch_network *network);
  void (*request_free)(vigil_torch_request *request);
  /// The memory for the next input, row-major; page-locked where a GPU copies from it. It stays in place until the next call
  /// with other extents. NULL if memory is exhausted.
  float *(*request_input)(vigil_torch_request *request, const int64_t *extents, size_t rank);
  /// Runs the network on that input in inference mode.
  bool (*request_run)(vigil_torch_request *request, void *context, vigil_torch_receiver receive);

  /// Prepares a network for training; `names` are the trainable parameters. The network must outlive the trainer.
  vigil_torch_trainer *(*trainer_create)(
      vigil_torch_network *network, const char *const *names, size_t count, vigil_torch_adam adam);
  void (*trainer_free)(vigil_torch_trainer *trainer);
  /// One step of RTFM.
  bool (*trainer_step)(
      vigil_torch_trainer *trainer, const vigil_torch_rtfm_batch *batch, vigil_torch_rtfm_loss loss,
      vigil_torch_rtfm_terms *terms);
  /// One step on the binary cross-entropy of the output `logits`; gives the loss before the step.
  bool (*trainer_step_snippets)(vigil_torch_trainer *trainer, const vigil_torch_snippet_batch *batch, double *loss);
  /// Gives Adam's first (`moment` 1) or second (2) moments of a parameter.
  bool (*trainer_moment)(
      vigil_torch_trainer *trainer, int32_t moment, const char *name, void *context, vigil_torch_receiver receive);
  /// Resumes from another run: its moments, and its number of steps.
  bool (*trainer_set_moment)(vigil_torch_trainer *trainer, int32_t moment, const vigil_torch_tensor *tensor);
  void (*trainer_set_steps)(vigil_torch_trainer *trainer, int64_t steps);
} vigil_torch_functions;

/// The only symbol of the plug-in.
typedef const vigil_torch_functions *(*vigil_torch_plugin_function)(void);

/// Selects for OpenBLAS, which multiplies matrices for Debian's LibTorch, the kernels that fit this processor, unless
/// `OPENBLAS_CORETYPE` is set. To be called before the plug-in is opened.
///
/// OpenBLAS goes by the processor's model, and for one newer than itself takes its SSE3 kernels, a third as fast.
void vigil_torch_choose_blas_kernels(void);

#ifdef __cplusplus
}
#endif
