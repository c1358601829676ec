#include "network.hpp"

#include <sstream>
#include <stdexcept>

#include "dropout.hpp"
#include "temporal.hpp"

namespace vigil {

namespace {

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

std::vector<std::string> words(const std::string &text) {
  std::vector<std::string> parts;
  for (auto &part : split(text, ' ')) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

/// Numbers of a window: kernel, stride, padding and dilation of each axis.
struct Window {
  std::vector<int64_t> kernel, stride, padding, dilation;

  explicit Window(const std::vector<double> &numbers) {
    size_t axes = numbers.size() / 4;
    auto part = [&](size_t index) {
      return std::vector<int64_t>(numbers.begin() + index * axes, numbers.begin() + (index + 1) * axes);
    };
    kernel = part(0);
    stride = part(1);
    padding = part(2);
    dilation = part(3);
  }
};

std::vector<int64_t> integers(const std::vector<double> &numbers) {
  return std::vector<int64_t>(numbers.begin(), numbers.end());
}

}  // namespace

Network::Network(
    const std::string &graph, torch::Device device, torch::ScalarType type, int threads, bool hasChannelsLast)
    : device(device), type(type), threads(threads), hasChannelsLast(hasChannelsLast) {
  for (auto &line : split(graph, '\n')) {
    auto fields = split(line, '\t');
    fields.resize(6);
    if (fields[0] == "input") {
      input_ = fields[1];
    } else if (fields[0] == "output") {
      outputs_.push_back(fields[1]);
    } else if (fields[0] == "node") {
      Node node{fields[1], fields[2], {}, words(fields[4]), words(fields[5])};
      for (auto &number : words(fields[3])) node.numbers.push_back(std::stod(number));
      for (auto &parameter : node.parameters) tensors[parameter] = torch::Tensor();
      nodes_.push_back(node);
    } else if (!line.empty()) {
      throw std::runtime_error("invalid line in the graph: " + line);
    }
  }
}

torch::Tensor &Network::tensor(const std::string &name) {
  auto found = tensors.find(name);
  if (found == tensors.end()) throw std::runtime_error("the graph has no tensor " + name);
  if (!found->second.defined()) throw std::runtime_error("the tensor " + name + " was not set");
  return found->second;
}

torch::Tensor Network::constant(const Node &node, torch::Tensor (*make)(const Node &)) {
  auto &kept = constants_[node.name];
  if (!kept.defined()) {
    // Needed in training too, whoever asks first.
    torch::InferenceMode off(false);
    kept = make(node).to(device);
  }
  return kept;
}

std::map<std::string, torch::Tensor> Network::run(torch::Tensor input, Mode mode, uint64_t seed) {
  // Values are freed after the last node that needs them: in inference, memory follows the widest layer.
  std::map<std::string, size_t> uses;
  for (auto &node : nodes_) {
    for (auto &name : node.inputs) uses[name]++;
  }
  for (auto &name : outputs_) uses[name]++;
  std::map<std::string, torch::Tensor> values;
  values.emplace(input_, std::move(input));
  for (auto &node : nodes_) {
    std::vector<torch::Tensor> inputs;
    for (auto &name : node.inputs) {
      auto value = values.find(name);
      if (value == values.end()) throw std::runtime_error(node.name + " comes before " + name);
      inputs.push_back(value->second);
    }
    // A seed far from those of other nodes and other steps.
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    values[node.name] = compute(node, inputs, mode, seed);
    for (auto &name : node.inputs) {
      if (--uses[name] == 0) values.erase(name);
    }
  }
  std::map<std::string, torch::Tensor> results;
  for (auto &name : outputs_) results[name] = values.at(name);
  return results;
}

torch::Tensor Network::compute(
    const Node &node, const std::vector<torch::Tensor> &inputs, Mode mode, uint64_t seed) {
  const auto &x = inputs.at(0);
  const auto &operation = node.operation;
  auto parameter = [&](size_t index) { return tensor(node.parameters.at(index)); };
  bool isTemporal = mode == Mode::training && vigil::isTemporal(x);
  if (operation == "convolution") {
    Window window(node.numbers);
    auto bias = node.parameters.size() > 1 ? parameter(1) : torch::Tensor();
    if (isTemporal) {
      return temporalConvolution(x, parameter(0), bias, window.stride[0], window.padding[0], window.dilation[0]);
    }
    return torch::convolution(
        x, parameter(0), bias, window.stride, window.padding, window.dilation, false,
        std::vector<int64_t>(window.kernel.size(), 0), 1);
  }
  if (operation == "batch-norm") {
    // In training they are updated in place.
    auto &mean = tensor(node.parameters.at(2)), &variance = tensor(node.parameters.at(3));
    auto epsilon = node.numbers.at(0);
    if (isTemporal) return temporalNorm(x, parameter(0), parameter(1), mean, variance, epsilon);
    return torch::batch_norm(
        x, parameter(0), parameter(1), mean, variance, mode == Mode::training, 0.1, epsilon, false);
  }
  if (operation == "linear") return torch::linear(x, parameter(0), parameter(1));
  if (operation == "relu") return torch::relu(x);
  if (operation == "sigmoid") return torch::sigmoid(x);
  if (operation == "softmax") return torch::softmax(x, -1);
  if (operation == "max-pool") {
    Window window(node.numbers);
    return window.kernel.size() == 3
               ? torch::max_pool3d(x, window.kernel, window.stride, window.padding, window.dilation)
               : torch::max_pool1d(x, window.kernel, window.stride, window.padding, window.dilation);
  }
  if (operation == "average") return x.mean(std::vector<int64_t>{2, 3, 4});
  if (operation == "region-average") {
    // For each region the weights of rows, then of columns.
    auto regions = static_cast<int64_t>(node.numbers.at(0));
    auto shares = constant(node, [](const Node &node) {
                    return torch::tensor(std::vector<double>(node.numbers.begin() + 1, node.numbers.end()), torch::kFloat64);
                  }).to(x.scalar_type()).reshape({regions, x.size(3) + x.size(4)});
    return torch::einsum(
        "nchw,rh,rw->nrc", {x.mean(2), shares.narrow(1, 0, x.size(3)), shares.narrow(1, x.size(3), x.size(4))});
  }
  if (operation == "magnitude") return x.norm(2, {-1});
  if (operation == "average-pool") {
    Window window(node.numbers);
    return torch::nn::functional::avg_pool2d(
        x, torch::nn::functional::AvgPool2dFuncOptions(window.kernel)
               .stride(window.stride)
               .padding(window.padding)
               .count_include_pad(false));
  }
  if (operation == "mean") return x.mean({static_cast<int64_t>(node.numbers.at(0))}, true);
  if (operation == "maximum") return x.amax({static_cast<int64_t>(node.numbers.at(0))}, true);
  if (operation == "ranked") {
    auto ranks = constant(node, [](const Node &node) { return torch::tensor(integers(node.numbers)); });
    return std::get<0>(x.sort(-1)).index_select(-1, ranks);
  }
  if (operation == "add") return x + inputs.at(1);
  if (operation == "subtract") return x - inputs.at(1);
  if (operation == "multiply") return x * inputs.at(1);
  if (operation == "divide") return x / inputs.at(1);
  if (operation == "offset") return x + node.numbers.at(0);
  if (operation == "square-root") return x.sqrt();
  if (operation == "logarithm") return x.log();
  if (operation == "matrix-product") return torch::matmul(x, inputs.at(1));
  if (operation == "scale") return x * node.numbers.at(0);
  if (operation == "divide-by-length") return x / x.size(-1);
  if (operation == "concatenate") {
    auto axis = static_cast<int64_t>(node.numbers.at(0));
    return isTemporal && axis == 1 ? temporalJoin(inputs) : torch::cat(inputs, axis);
  }
  if (operation == "reshape") {
    auto shape = integers(node.numbers);
    for (size_t axis = 0; axis < shape.size(); axis++) {
      if (shape[axis] == 0) shape[axis] = x.size(axis);
    }
    return x.reshape(shape);
  }
  if (operation == "last") {
    auto axis = static_cast<int64_t>(node.numbers.at(1));
    auto count = std::min(static_cast<int64_t>(node.numbers.at(0)), x.size(axis));
    return x.narrow(axis, x.size(axis) - count, count);
  }
  if (operation == "difference") {
    auto axis = static_cast<int64_t>(node.numbers.at(0)), count = x.size(axis) - 1;
    return x.narrow(axis, 1, count) - x.narrow(axis, 0, count);
  }
  if (operation == "transpose") return x.permute(integers(node.numbers));
  if (operation == "dropout") {
    if (mode == Mode::use) return x;
    auto share = node.numbers.at(0);
    return x.is_cpu() ? dropped(x, share, seed) : torch::dropout(x, share, true);
  }
  throw std::runtime_error("there is no operation " + operation);
}

}  // namespace vigil
