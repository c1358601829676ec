// The part of OpenVINO that Vigil needs, as plain functions over opaque types.
//
// Why a shim: OpenVINO is loaded at run time (dlopen), so that everything else works where it is
// missing; its own headers stay out of Swift; and the ports, shapes and strings that its C interface hands out
// in pieces, each with a release function of its own, are gathered and released here.
//
// A function that can fail returns NULL or false; vigil_ov_last_error() then says why, on the same thread.
// Every pointer passed to a function must be valid; nothing here is checked for NULL.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The opened library with the functions found in it.
typedef struct vigil_ov_runtime vigil_ov_runtime;
/// A network compiled for the processor, with a core of its own: a core's options are shared by all networks it imports.
typedef struct vigil_ov_network vigil_ov_network;
/// One inference at a time on a network. Requests of one network may run at the same time.
typedef struct vigil_ov_request vigil_ov_request;

/// Whether convolutions are to be over planes: on 64-bit Arm, where OpenVINO has fast kernels for no others, unless the processor has the
/// scalable matrix extension, with which they compute something else (2026.4.1, emulated by qemu 7.2).
bool vigil_ov_takes_planes(void);

/// An option of OpenVINO, such as NUM_STREAMS = 2.
typedef struct {
  const char *key;
  const char *value;
} vigil_ov_property;

/// An input or output of a network. An extent that is free has the value -1.
typedef struct {
  const char *name;
  const int64_t *extents;
  size_t rank;
  bool is_float32;
} vigil_ov_port;

/// An output of a request; valid until the request runs again or is freed.
typedef struct {
  const float *values;
  size_t count;
  int64_t extents[8];
  size_t rank;
} vigil_ov_output;

/// Why the last function on this thread failed, in one line.
const char *vigil_ov_last_error(void);

/// Opens libopenvino_c: a path, or NULL for the one the system's loader finds.
///
/// The library is never unloaded: its worker threads outlive everything that could be waited for.
vigil_ov_runtime *vigil_ov_runtime_open(const char *path);
/// Releases the result of vigil_ov_runtime_open, after everything made from it.
void vigil_ov_runtime_close(vigil_ov_runtime *runtime);
/// The build, such as "2026.4.1-22982-e213a147257-releases/2026/4".
const char *vigil_ov_runtime_version(const vigil_ov_runtime *runtime);
/// The file that was opened, or NULL for the system's.
const char *vigil_ov_runtime_path(const vigil_ov_runtime *runtime);

/// Reads a model file and compiles it.
vigil_ov_network *vigil_ov_network_compile(
    const vigil_ov_runtime *runtime, const char *path, const vigil_ov_property *properties, size_t property_count);
/// Imports the output of vigil_ov_network_export; `blob` must stay in place, unchanged, until the network is freed.
vigil_ov_network *vigil_ov_network_import(
    const vigil_ov_runtime *runtime, const void *blob, size_t size, const vigil_ov_property *properties,
    size_t property_count);
/// Writes a compiled network to a file.
bool vigil_ov_network_export(const vigil_ov_network *network, const char *path);
/// Frees a network, after its requests.
void vigil_ov_network_free(vigil_ov_network *network);
size_t vigil_ov_network_input_count(const vigil_ov_network *network);
size_t vigil_ov_network_output_count(const vigil_ov_network *network);
const vigil_ov_port *vigil_ov_network_input(const vigil_ov_network *network, size_t index);
const vigil_ov_port *vigil_ov_network_output(const vigil_ov_network *network, size_t index);

/// Makes a request, which allocates its intermediate values.
vigil_ov_request *vigil_ov_request_create(const vigil_ov_network *network);
void vigil_ov_request_free(vigil_ov_request *request);
/// Makes `values` the first input, without copying: they must stay in place until the next run has ended.
bool vigil_ov_request_set_input(vigil_ov_request *request, const float *values, const int64_t *extents, size_t rank);
/// Runs the network once and waits for the end.
bool vigil_ov_request_run(vigil_ov_request *request);
/// The values of one float output after a run.
bool vigil_ov_request_output(const vigil_ov_request *request, size_t index, vigil_ov_output *output);

#ifdef __cplusplus
}
#endif
