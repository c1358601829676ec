// Compiled networks and their ports.
#include "runtime.h"

#include <stdlib.h>
#include <string.h>

static void free_ports(vigil_ov_port *ports, size_t count) {
  for (size_t i = 0; ports && i < count; i++) {
    free((char *)ports[i].name);
    free((int64_t *)ports[i].extents);
  }
  free(ports);
}

static bool describe_port(const vigil_ov_runtime *runtime, const ov_output_const_port_t *port, vigil_ov_port *result) {
  char *name = NULL;
  if (!vigil_ov_succeeded(runtime, runtime->ov_port_get_any_name(port, &name))) return false;
  result->name = strdup(name);
  runtime->ov_free(name);

  ov_element_type_e type;
  if (!vigil_ov_succeeded(runtime, runtime->ov_port_get_element_type(port, &type))) return false;
  result->is_float32 = type == F32;

  ov_partial_shape_t shape;
  if (!vigil_ov_succeeded(runtime, runtime->ov_port_get_partial_shape(port, &shape))) return false;
  bool free_rank = runtime->ov_rank_is_dynamic(shape.rank);
  if (!free_rank) {
    int64_t *extents = calloc((size_t)shape.rank.max + 1, sizeof *extents);
    result->rank = (size_t)shape.rank.max;
    for (size_t axis = 0; axis < result->rank; axis++) {
      const ov_dimension_t extent = shape.dims[axis];
      extents[axis] = extent.min == extent.max ? extent.min : -1;
    }
    result->extents = extents;
  }
  runtime->ov_partial_shape_free(&shape);
  if (free_rank) vigil_ov_fail("the number of axes of '%s' is not fixed", result->name);
  return !free_rank;
}

typedef ov_status_e (*port_function)(const ov_compiled_model_t *, const size_t, ov_output_const_port_t **);
typedef ov_status_e (*count_function)(const ov_compiled_model_t *, size_t *);

static bool describe_ports(
    const vigil_ov_network *network, count_function count, port_function get, vigil_ov_port **ports,
    size_t *port_count) {
  const vigil_ov_runtime *runtime = network->runtime;
  if (!vigil_ov_succeeded(runtime, count(network->model, port_count))) return false;
  *ports = calloc(*port_count + 1, sizeof **ports);
  for (size_t i = 0; i < *port_count; i++) {
    ov_output_const_port_t *port = NULL;
    if (!vigil_ov_succeeded(runtime, get(network->model, i, &port))) return false;
    bool described = describe_port(runtime, port, &(*ports)[i]);
    runtime->ov_output_const_port_free(port);
    if (!described) return false;
  }
  return true;
}

// Compiles the file at `path`, or imports the blob if there is none.
static vigil_ov_network *make_network(
    const vigil_ov_runtime *runtime, const char *path, const void *blob, size_t size,
    const vigil_ov_property *properties, size_t property_count) {
  vigil_ov_network *network = calloc(1, sizeof *network);
  network->runtime = runtime;
  ov_property_t *options = calloc(property_count + 1, sizeof *options);
  for (size_t i = 0; i < property_count; i++) {
    options[i].key = properties[i].key;
    options[i].value = properties[i].value;
  }
  bool made = vigil_ov_succeeded(runtime, runtime->ov_core_create(&network->core));
  if (made && path) {
    made = vigil_ov_succeeded(
        runtime, runtime->ov_core_compile_model_from_file_props(
                     network->core, path, "CPU", property_count, options, &network->model));
  } else if (made) {
    // An import takes no options of its own, only those of the device.
    made = vigil_ov_succeeded(
               runtime, runtime->ov_core_set_properties(network->core, "CPU", property_count, options)) &&
           vigil_ov_succeeded(
               runtime, runtime->ov_core_import_model(network->core, blob, size, "CPU", &network->model));
  }
  free(options);
  made = made &&
         describe_ports(
             network, runtime->ov_compiled_model_inputs_size, runtime->ov_compiled_model_input_by_index,
             &network->inputs, &network->input_count) &&
         describe_ports(
             network, runtime->ov_compiled_model_outputs_size, runtime->ov_compiled_model_output_by_index,
             &network->outputs, &network->output_count);
  if (made) return network;
  vigil_ov_network_free(network);
  return NULL;
}

vigil_ov_network *vigil_ov_network_compile(
    const vigil_ov_runtime *runtime, const char *path, const vigil_ov_property *properties, size_t property_count) {
  return make_network(runtime, path, NULL, 0, properties, property_count);
}

vigil_ov_network *vigil_ov_network_import(
    const vigil_ov_runtime *runtime, const void *blob, size_t size, const vigil_ov_property *properties,
    size_t property_count) {
  return make_network(runtime, NULL, blob, size, properties, property_count);
}

bool vigil_ov_network_export(const vigil_ov_network *network, const char *path) {
  return vigil_ov_succeeded(network->runtime, network->runtime->ov_compiled_model_export_model(network->model, path));
}

void vigil_ov_network_free(vigil_ov_network *network) {
  free_ports(network->inputs, network->input_count);
  free_ports(network->outputs, network->output_count);
  if (network->model) network->runtime->ov_compiled_model_free(network->model);
  if (network->core) network->runtime->ov_core_free(network->core);
  free(network);
}

size_t vigil_ov_network_input_count(const vigil_ov_network *network) { return network->input_count; }
size_t vigil_ov_network_output_count(const vigil_ov_network *network) { return network->output_count; }
const vigil_ov_port *vigil_ov_network_input(const vigil_ov_network *network, size_t index) {
  return &network->inputs[index];
}
const vigil_ov_port *vigil_ov_network_output(const vigil_ov_network *network, size_t index) {
  return &network->outputs[index];
}
