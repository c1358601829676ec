// The table of functions that the program opens; no exception crosses it.
#include <torch/version.h>

#include <algorithm>
#include <string>

#include "../../Sources/CTorch/include/CTorch.h"
#include "device.hpp"
#include "inference.hpp"
#include "network.hpp"
#include "trainer.hpp"
#include "worker.hpp"

struct vigil_torch_network {
  vigil::Network network;
  vigil::Inference inference;
  vigil_torch_network(const char *graph, const vigil_torch_placement &placement)
      : network(
            graph, vigil::device(placement.device), vigil::floats(placement.bits), std::max(placement.threads, 1),
            placement.channels_last),
        inference(network, placement.replays) {}
};
struct vigil_torch_request {
  vigil_torch_network *owner;
  torch::Tensor input;
};
struct vigil_torch_trainer {
  vigil::Trainer trainer;
};

namespace {

thread_local std::string lastError;

/// Runs on the threads of a network: more or fewer would change the order of summation.
void useThreads(const vigil::Network &network) {
  // Setting the same number again makes LibTorch start new threads.
  if (torch::get_num_threads() != network.threads) torch::set_num_threads(network.threads);
}

/// Has the worker run a body; an exception becomes `failed`, and its first line the caller's last error.
template <typename Result, typename Body>
Result guarded(Result failed, Body body) {
  try {
    Result result = failed;
    vigil::Worker::shared().run([&] { result = body(); });
    return result;
  } catch (const c10::Error &error) {
    lastError = error.what_without_backtrace();
  } catch (const std::exception &error) {
    lastError = error.what();
  } catch (...) {
    lastError = "LibTorch failed without an error message";
  }
  lastError = lastError.substr(0, lastError.find('\n'));
  return failed;
}

torch::Tensor copied(const vigil_torch_tensor &tensor, const vigil::Network &network) {
  auto shape = torch::IntArrayRef(tensor.extents, tensor.rank);
  int64_t count = 1;
  for (auto extent : shape) count *= extent;
  if (count != static_cast<int64_t>(tensor.count)) throw std::runtime_error("a tensor's number of elements does not match its shape");
  auto value = torch::from_blob(const_cast<float *>(tensor.values), shape, torch::kFloat32)
                   .to(network.device, network.type, /*non_blocking=*/false, /*copy=*/true);
  return network.arranged(value);
}

void give(const char *name, const torch::Tensor &tensor, void *context, vigil_torch_receiver receive) {
  auto plain = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  auto shape = plain.sizes();
  vigil_torch_tensor result = {
      name, shape.data(), shape.size(), plain.data_ptr<float>(), static_cast<size_t>(plain.numel())};
  receive(context, &result);
}

const char *last_error() { return lastError.c_str(); }

const char *device_name(const char *device) {
  static thread_local std::string name;
  auto &kept = name;
  return guarded<const char *>(nullptr, [&] {
    kept = vigil::deviceName(vigil::device(device));
    return kept.c_str();
  });
}

vigil_torch_network *network_create(const char *graph, const vigil_torch_placement *placement) {
  return guarded<vigil_torch_network *>(nullptr, [&] { return new vigil_torch_network(graph, *placement); });
}
void network_free(vigil_torch_network *network) {
  vigil::Worker::shared().run([&] { delete network; });
}

bool network_set(vigil_torch_network *handle, const vigil_torch_tensor *tensor) {
  return guarded(false, [&] {
    auto &network = handle->network;
    auto found = network.tensors.find(tensor->name);
    if (found == network.tensors.end()) throw std::runtime_error(std::string("the graph has no tensor ") + tensor->name);
    auto value = copied(*tensor, network);
    if (found->second.defined()) {
      torch::NoGradGuard none;
      found->second.copy_(value);
    } else {
      found->second = value;
    }
    return true;
  });
}

bool network_get(vigil_torch_network *handle, const char *name, void *context, vigil_torch_receiver receive) {
  return guarded(false, [&] {
    give(name, handle->network.tensor(name), context, receive);
    return true;
  });
}

bool network_gradient(vigil_torch_network *handle, const char *name, void *context, vigil_torch_receiver receive) {
  return guarded(false, [&] {
    auto gradient = handle->network.tensor(name).grad();
    if (!gradient.defined()) throw std::runtime_error(std::string("there is no gradient of ") + name);
    give(name, gradient, context, receive);
    return true;
  });
}

bool network_run(
    vigil_torch_network *handle, const vigil_torch_tensor *input, void *context, vigil_torch_receiver receive) {
  return guarded(false, [&] {
    useThreads(handle->network);
    torch::InferenceMode mode;
    for (auto &result : handle->network.run(copied(*input, handle->network), vigil::Mode::use)) {
      give(result.first.c_str(), result.second, context, receive);
    }
    return true;
  });
}

vigil_torch_request *request_create(vigil_torch_network *network) {
  return guarded<vigil_torch_request *>(nullptr, [&] { return new vigil_torch_request{network, {}}; });
}
void request_free(vigil_torch_request *request) {
  vigil::Worker::shared().run([&] { delete request; });
}

float *request_input(vigil_torch_request *request, const int64_t *extents, size_t rank) {
  return guarded<float *>(nullptr, [&] {
    torch::IntArrayRef shape(extents, rank);
    if (!request->input.defined() || request->input.sizes() != shape) {
      request->input = torch::Tensor();
      request->input = request->owner->inference.memory(shape);
    }
    return request->input.data_ptr<float>();
  });
}

bool request_run(vigil_torch_request *request, void *context, vigil_torch_receiver receive) {
  return guarded(false, [&] {
    if (!request->input.defined()) throw std::runtime_error("the request has no input");
    useThreads(request->owner->network);
    for (auto &result : request->owner->inference.run(request->input)) give(result.first.c_str(), result.second, context, receive);
    return true;
  });
}

vigil_torch_trainer *trainer_create(
    vigil_torch_network *network, const char *const *names, size_t count, vigil_torch_adam adam) {
  return guarded<vigil_torch_trainer *>(nullptr, [&] {
    return new vigil_torch_trainer{{network->network, std::vector<std::string>(names, names + count), adam}};
  });
}
void trainer_free(vigil_torch_trainer *trainer) {
  vigil::Worker::shared().run([&] { delete trainer; });
}

bool trainer_step(
    vigil_torch_trainer *handle, const vigil_torch_rtfm_batch *batch, vigil_torch_rtfm_loss loss,
    vigil_torch_rtfm_terms *terms) {
  return guarded(false, [&] {
    useThreads(handle->trainer.network());
    *terms = handle->trainer.step(*batch, loss);
    return true;
  });
}

bool trainer_step_snippets(vigil_torch_trainer *handle, const vigil_torch_snippet_batch *batch, double *loss) {
  return guarded(false, [&] {
    useThreads(handle->trainer.network());
    *loss = handle->trainer.step(*batch);
    return true;
  });
}

bool trainer_moment(
    vigil_torch_trainer *handle, int32_t moment, const char *name, void *context, vigil_torch_receiver receive) {
  return guarded(false, [&] {
    give(name, handle->trainer.moment(moment, name), context, receive);
    return true;
  });
}

bool trainer_set_moment(vigil_torch_trainer *handle, int32_t moment, const vigil_torch_tensor *tensor) {
  return guarded(false, [&] {
    handle->trainer.moment(moment, tensor->name).copy_(copied(*tensor, handle->trainer.network()));
    return true;
  });
}

void trainer_set_steps(vigil_torch_trainer *handle, int64_t steps) { handle->trainer.setSteps(steps); }

}  // namespace

extern "C" __attribute__((visibility("default"))) const vigil_torch_functions *vigil_torch_plugin(void) {
  static const vigil_torch_functions functions = {
      VIGIL_TORCH_ABI, TORCH_VERSION,      last_error,       device_name,        network_create,    network_free,
      network_set,     network_get,        network_gradient, network_run,        request_create,    request_free,
      request_input,   request_run,        trainer_create,   trainer_free,       trainer_step,      trainer_step_snippets,
      trainer_moment,  trainer_set_moment, trainer_set_steps,
  };
  return &functions;
}
