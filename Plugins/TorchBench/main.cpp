// Measures the LibTorch plug-in on machines with nothing else of Vigil: no Swift, no media libraries.
//
//   vigil-torch-bench PLUGIN SNIPPET [--device cuda] [--bits 16] [--channels-last] [--replays] [--crops N] [--snippets N]
//                     [--threads N] [--seconds 5] [--check]
//   vigil-torch-bench nvml [NUMBER]        what a GPU reports, once for each line of standard input
//
// One JSON object goes to standard output. The plug-in is measured as the engine uses it, through CTorch.h: from crops in
// page-locked memory to features in the processor's memory, the same snippet repeatedly, or several of it in one inference.
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "../../Sources/CNVML/include/CNVML.h"
#include "../../Sources/CTorch/include/CTorch.h"
#include "snippet.hpp"

namespace {

struct Options {
  std::string plugin, snippet, device = "cpu";
  int bits = 32, threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  bool hasChannelsLast = false, replays = false, checks = false;
  size_t crops = 0, snippets = 1;
  double seconds = 5;
};

Options parsed(const std::vector<std::string> &arguments) {
  Options options;
  std::vector<std::string> files;
  for (size_t place = 0; place < arguments.size(); place++) {
    auto &name = arguments[place];
    auto value = [&] {
      if (++place == arguments.size()) throw std::runtime_error(name + " needs a value");
      return arguments[place];
    };
    if (name == "--device") options.device = value();
    else if (name == "--bits") options.bits = std::stoi(value());
    else if (name == "--threads") options.threads = std::stoi(value());
    else if (name == "--crops") options.crops = std::stoul(value());
    else if (name == "--snippets") options.snippets = std::max<size_t>(1, std::stoul(value()));
    else if (name == "--seconds") options.seconds = std::stod(value());
    else if (name == "--channels-last") options.hasChannelsLast = true;
    else if (name == "--replays") options.replays = true;
    else if (name == "--check") options.checks = true;
    else if (name.rfind("--", 0) == 0) throw std::runtime_error("there is no option " + name);
    else files.push_back(name);
  }
  if (files.size() != 2) throw std::runtime_error("give the plug-in's file and a stored snippet");
  options.plugin = files[0];
  options.snippet = files[1];
  return options;
}

const vigil_torch_functions &opened(const std::string &path) {
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  auto function = reinterpret_cast<vigil_torch_plugin_function>(dlsym(library, "vigil_torch_plugin"));
  if (!function || function()->abi != VIGIL_TORCH_ABI) {
    throw std::runtime_error(path + " was built for another version; run scripts/build-torch");
  }
  return *function();
}

/// A network of the plug-in with a place for its input.
class Loaded {
 public:
  Loaded(const vigil_torch_functions &torch, const vigil::StoredSnippet &snippet, const vigil_torch_placement &placement)
      : torch_(torch), network_(torch.network_create(snippet.graph.c_str(), &placement), torch.network_free) {
    if (!network_) fail();
    for (auto &stored : snippet.tensors) {
      auto values = stored.values();
      vigil_torch_tensor tensor = {
          stored.name.c_str(), stored.extents.data(), stored.extents.size(), values.data(), values.size()};
      if (!torch.network_set(network_.get(), &tensor)) fail();
    }
    request_ = {torch.request_create(network_.get()), torch.request_free};
    if (!request_) fail();
  }

  float *input(const std::vector<int64_t> &extents) {
    auto *values = torch_.request_input(request_.get(), extents.data(), extents.size());
    if (!values) fail();
    return values;
  }

  /// The values of the first output.
  std::vector<float> run() {
    std::vector<float> features;
    auto keep = [](void *context, const vigil_torch_tensor *tensor) {
      auto &features = *static_cast<std::vector<float> *>(context);
      if (features.empty()) features.assign(tensor->values, tensor->values + tensor->count);
    };
    if (!torch_.request_run(request_.get(), &features, keep)) fail();
    return features;
  }

 private:
  [[noreturn]] void fail() { throw std::runtime_error(torch_.last_error()); }

  const vigil_torch_functions &torch_;
  std::unique_ptr<vigil_torch_network, void (*)(vigil_torch_network *)> network_;
  std::unique_ptr<vigil_torch_request, void (*)(vigil_torch_request *)> request_{nullptr, nullptr};
};

/// A field of a JSON object, `null` if unknown.
std::string field(const std::string &name, double value) {
  char text[32];
  snprintf(text, sizeof text, "%.9g", value);
  return "\"" + name + "\": " + (std::isfinite(value) ? text : "null");
}
std::string field(const std::string &name, const std::string &value) {
  std::string text;
  for (char character : value) {
    if (character == '"' || character == '\\') text += '\\';
    text += static_cast<unsigned char>(character) < ' ' ? ' ' : character;
  }
  return "\"" + name + "\": \"" + text + "\"";
}
void print(const std::vector<std::string> &fields) {
  std::string line;
  for (auto &field : fields) line += (line.empty() ? "{" : ", ") + field;
  puts((line + "}").c_str());
}

/// The GPU of a device, if its driver reports it; otherwise the reason.
std::unique_ptr<vigil_nvml, void (*)(vigil_nvml *)> meter(const std::string &device, std::string &reason) {
  char text[256] = "the network runs on the processor";
  vigil_nvml *gpu = nullptr;
  if (device != "cpu") {
    auto colon = device.find(':');
    gpu = vigil_nvml_open(nullptr, colon == std::string::npos ? 0 : std::stoi(device.substr(colon + 1)), text, sizeof text);
  }
  reason = gpu ? "" : text;
  return {gpu, vigil_nvml_close};
}

void tell(unsigned index) {
  char reason[256];
  auto *gpu = vigil_nvml_open(nullptr, index, reason, sizeof reason);
  if (!gpu) throw std::runtime_error(reason);
  std::string line;
  while (std::getline(std::cin, line)) {
    auto now = vigil_nvml_read(gpu);
    print({field("joules", now.joules), field("used_bytes", now.used_bytes), field("temperature", now.temperature),
           field("clock", now.clock)});
    fflush(stdout);
  }
  vigil_nvml_close(gpu);
}

/// The largest deviation from the processor's 32-bit result, relative to the largest value.
double error(const vigil_torch_functions &torch, const vigil::StoredSnippet &snippet, const Options &options,
             const std::vector<float> &features) {
  Loaded reference(torch, snippet, {"cpu", 32, options.threads, false, false});
  // Two crops are enough, and the processor is slow.
  size_t crops = std::min<size_t>(options.crops, 2);
  snippet.cut(crops, reference.input(snippet.extents(crops)));
  auto wanted = reference.run();
  double largest = 0, distance = 0;
  for (size_t index = 0; index < wanted.size(); index++) {
    largest = std::max(largest, std::fabs(static_cast<double>(wanted[index])));
    distance = std::max(distance, std::fabs(static_cast<double>(features.at(index)) - wanted[index]));
  }
  return distance / largest;
}

void measure(Options options) {
  auto &torch = opened(options.plugin);
  vigil::StoredSnippet snippet(options.snippet);
  if (options.crops == 0) options.crops = snippet.crops.size();
  if (options.crops > snippet.crops.size()) throw std::runtime_error("there are only " + std::to_string(snippet.crops.size()) + " crops");
  std::string noMeter;
  auto gpu = meter(options.device, noMeter);
  // Before LibTorch allocates any.
  double usedBefore = gpu ? vigil_nvml_read(gpu.get()).used_bytes : NAN;
  auto *device = torch.device_name(options.device.c_str());
  if (!device) throw std::runtime_error(torch.last_error());
  std::string deviceName = device;

  Loaded network(torch, snippet, {options.device.c_str(), options.bits, options.threads, options.hasChannelsLast, options.replays});
  auto *input = network.input(snippet.extents(options.snippets * options.crops));
  snippet.cut(options.crops, input);
  // As the snippets of several cameras that wait together.
  size_t values = options.crops * 3 * vigil::StoredSnippet::frames * snippet.cropHeight * snippet.cropWidth;
  for (size_t number = 1; number < options.snippets; number++) std::copy_n(input, values, input + number * values);
  auto features = network.run();
  // The maximum of non-finite numbers would look like perfect agreement.
  if (!std::all_of(features.begin(), features.end(), [](float value) { return std::isfinite(value); })) {
    throw std::runtime_error("features are non-finite: the network overflows " + std::to_string(options.bits) + "-bit floats");
  }
  double distance = options.checks ? error(torch, snippet, options, features) : NAN;
  // The first runs select algorithms, and the second of a shape captures the graph.
  for (int run = 0; run < 3; run++) network.run();

  using Clock = std::chrono::steady_clock;
  auto seconds = [](Clock::duration duration) { return std::chrono::duration<double>(duration).count(); };
  std::vector<double> times;
  double total = 0;
  auto before = gpu ? vigil_nvml_read(gpu.get()) : vigil_nvml_reading{NAN, NAN, NAN, NAN, NAN, 0};
  auto began = Clock::now();
  while (times.size() < 3 || total < options.seconds) {
    auto start = Clock::now();
    network.run();
    times.push_back(seconds(Clock::now() - start));
    total += times.back();
  }
  double wall = seconds(Clock::now() - began);
  auto after = gpu ? vigil_nvml_read(gpu.get()) : before;
  std::sort(times.begin(), times.end());
  auto part = [&](double share) { return 1000 * times[static_cast<size_t>(std::lround(share * (times.size() - 1)))]; };
  print({field("torch", torch.version), field("device", deviceName), field("model", snippet.model), field("preprocessing", snippet.preprocessing),
         field("crops", options.crops), field("snippets_at_once", options.snippets), field("bits", options.bits), field("channels_last", options.hasChannelsLast),
         field("replays", options.replays), field("snippets", options.snippets * times.size()),
         field("frames_per_second", vigil::StoredSnippet::frames * options.snippets * times.size() / wall), field("latency_p50", part(0.5)),
         field("latency_p99", part(0.99)), field("memory_mib", (after.used_bytes - usedBefore) / (1 << 20)),
         field("joules_per_snippet", (after.joules - before.joules) / (options.snippets * times.size())), field("temperature", after.temperature), field("clock", after.clock), field("error", distance),
         field("first_feature", features.at(0)), field("last_feature", features.back()),
         field("no_meter", noMeter)});
}

}  // namespace

int main(int count, char **values) {
  std::vector<std::string> arguments(values + 1, values + count);
  try {
    if (!arguments.empty() && arguments[0] == "nvml") {
      tell(arguments.size() > 1 ? std::stoi(arguments[1]) : 0);
    } else {
      measure(parsed(arguments));
    }
  } catch (const std::exception &error) {
    fprintf(stderr, "vigil-torch-bench: %s\n", error.what());
    return 1;
  }
}
