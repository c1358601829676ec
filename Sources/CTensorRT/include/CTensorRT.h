// Vigil's interface to NVIDIA's TensorRT, as plain functions over opaque types.
//
// TensorRT is C++; what is asked of it lives in a plug-in (Plugins/TensorRT) that is built where its headers are and loaded at run
// time. The plug-in exports one symbol, `vigil_tensorrt_plugin`, which returns the table below. It opens libnvinfer, libnvonnxparser
// and libcudart itself, each when it is first needed. What goes wrong becomes NULL or false here, and last_error() then says why, on
// the same thread.
//
// Pointers are not checked for NULL. Functions may be called from any thread; a request is used by one at a time. Requests of a
// network compute in turns, since they share its working memory on the GPU.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Raised whenever the table changes.
#define VIGIL_TENSORRT_ABI 1
/// The most axes of a tensor.
#define VIGIL_TENSORRT_AXES 8

/// A plan that is loaded on a GPU, with its weights and working memory there.
typedef struct vigil_tensorrt_network vigil_tensorrt_network;
/// Memory for an input and its outputs: the next input can be written while another is computed.
typedef struct vigil_tensorrt_request vigil_tensorrt_request;

/// What a GPU is.
typedef struct {
  /// The product name, such as `Orin`.
  char name[256];
  /// The compute capability, such as 8 and 7.
  int32_t major, minor;
  /// Memory in bytes; of an integrated GPU, that of the machine.
  uint64_t memory;
} vigil_tensorrt_device;

/// What the numbers of a free axis may be: the least, those that speed is for, and the most.
typedef struct {
  int64_t least, usual, most;
} vigil_tensorrt_range;

/// A network that is to be made into a plan.
typedef struct {
  /// The ONNX file.
  const char *onnx;
  /// The number of the GPU that the plan is for.
  int32_t device;
  /// Bits of the floats that the file computes in: 32 or 16. Only TensorRT 8 has to be told.
  int32_t bits;
  /// One for each axis of the input; those of fixed axes are not read.
  const vigil_tensorrt_range *ranges;
  size_t range_count;
  /// What was measured in earlier builds, which makes this one shorter; NULL if nothing is kept. Timings that are not of this
  /// TensorRT and this GPU are not used.
  const void *timings;
  size_t timing_bytes;
} vigil_tensorrt_order;

/// What was built; invalid after the call.
typedef struct {
  const void *plan;
  size_t plan_bytes;
  /// What was measured up to now, for the next build.
  const void *timings;
  size_t timing_bytes;
  /// What the parser and the builder warn of, a line each; empty if of nothing.
  const char *warnings;
} vigil_tensorrt_built;

/// Receives what was built.
typedef void (*vigil_tensorrt_build_receiver)(void *context, const vigil_tensorrt_built *built);

/// An input or output of a network.
typedef struct {
  const char *name;
  bool is_input;
  /// -1 for a free axis.
  int64_t extents[VIGIL_TENSORRT_AXES];
  size_t rank;
} vigil_tensorrt_port;

/// A tensor of 32-bit floats, row-major; invalid after the call.
typedef struct {
  const char *name;
  const int64_t *extents;
  size_t rank;
  const float *values;
  size_t count;
} vigil_tensorrt_tensor;

/// Receives a result.
typedef void (*vigil_tensorrt_receiver)(void *context, const vigil_tensorrt_tensor *tensor);
/// Receives a text.
typedef void (*vigil_tensorrt_text_receiver)(void *context, const char *text);

/// The functions of the plug-in.
typedef struct {
  /// VIGIL_TENSORRT_ABI of the plug-in.
  int32_t abi;
  /// The version of TensorRT whose headers the plug-in was built with, such as 10.3.0.
  const char *built_for;
  /// The error of the last function on this thread.
  const char *(*last_error)(void);
  /// The version of the TensorRT that is installed; NULL if there is none, or one of another major version.
  const char *(*version)(void);
  /// Says what a GPU is; false if there is none of this number.
  bool (*device)(int32_t number, vigil_tensorrt_device *device);

  /// Builds a plan, which takes minutes and memory.
  bool (*build)(const vigil_tensorrt_order *order, void *context, vigil_tensorrt_build_receiver receive);
  /// Loads a plan, whose bytes may be gone afterwards; NULL if it is not of this TensorRT and this GPU.
  vigil_tensorrt_network *(*network_load)(int32_t device, const void *plan, size_t bytes);
  void (*network_free)(vigil_tensorrt_network *network);
  /// The number of inputs and outputs.
  size_t (*network_port_count)(const vigil_tensorrt_network *network);
  vigil_tensorrt_port (*network_port)(const vigil_tensorrt_network *network, size_t index);
  /// Working memory on the GPU in bytes, beside the weights.
  uint64_t (*network_memory)(const vigil_tensorrt_network *network);
  /// Whether all operations are started at once, as a CUDA graph: where that was faster when the plan was loaded.
  bool (*network_replays)(const vigil_tensorrt_network *network);
  /// Gives TensorRT's description of the layers, as JSON.
  bool (*network_inspect)(const vigil_tensorrt_network *network, void *context, vigil_tensorrt_text_receiver receive);

  /// Makes room for an input of a network, which must outlive it.
  vigil_tensorrt_request *(*request_create)(vigil_tensorrt_network *network);
  void (*request_free)(vigil_tensorrt_request *request);
  /// The page-locked memory for the next input, row-major. It stays in place until the next call with other extents. NULL if
  /// the network does not take these extents, or memory is exhausted.
  float *(*request_input)(vigil_tensorrt_request *request, const int64_t *extents, size_t rank);
  /// Runs the network on that input and gives its outputs.
  bool (*request_run)(vigil_tensorrt_request *request, void *context, vigil_tensorrt_receiver receive);
} vigil_tensorrt_functions;

/// The only symbol of the plug-in.
typedef const vigil_tensorrt_functions *(*vigil_tensorrt_plugin_function)(void);

#ifdef __cplusplus
}
#endif
