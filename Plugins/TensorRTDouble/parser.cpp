// A double of libnvonnxparser: reads of an ONNX file what goes in and out, the operations, and which numbers it computes in.
#include <NvOnnxParser.h>

#include <fstream>
#include <iterator>

#include "double.hpp"

namespace {

using namespace twin;

/// The fields of a protocol buffer, one after another.
struct Fields {
  const unsigned char *at, *end;
  int number = 0;
  uint64_t integer = 0;
  std::string bytes;
  bool isDamaged = false;

  explicit Fields(const std::string &text)
      : at(reinterpret_cast<const unsigned char *>(text.data())), end(at + text.size()) {}

  bool next() {
    if (at == end) return false;
    uint64_t tag = varint();
    number = static_cast<int>(tag >> 3);
    bytes.clear();
    integer = 0;
    switch (tag & 7) {
      case 0: integer = varint(); break;
      case 1: skip(8); break;
      case 2: {
        uint64_t length = varint();
        if (isDamaged || length > static_cast<uint64_t>(end - at)) return fail();
        bytes.assign(at, at + length);
        at += length;
        break;
      }
      case 5: skip(4); break;
      default: return fail();
    }
    return !isDamaged;
  }

 private:
  bool fail() {
    isDamaged = true;
    return false;
  }
  void skip(long count) {
    if (end - at < count) isDamaged = true;
    else at += count;
  }
  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; at < end && shift < 64; shift += 7) {
      value |= static_cast<uint64_t>(*at & 0x7F) << shift;
      if (!(*at++ & 0x80)) return value;
    }
    isDamaged = true;
    return value;
  }
};

constexpr uint64_t float32 = 1, uint8 = 2, float16 = 10;

Value value(const std::string &text) {
  Value value;
  for (Fields info(text); info.next();) {
    if (info.number == 1) value.name = info.bytes;
    if (info.number != 2) continue;
    for (Fields type(info.bytes); type.next();) {
      if (type.number != 1) continue;
      for (Fields tensor(type.bytes); tensor.next();) {
        if (tensor.number == 1) value.isFloat = tensor.integer == float32;
        if (tensor.number != 2) continue;
        for (Fields shape(tensor.bytes); shape.next();) {
          Fields axis(shape.bytes);
          axis.next();
          value.symbols.push_back(axis.number == 2 ? axis.bytes : "-");
          value.extents.d[value.extents.nbDims++] = axis.number == 2 ? -1 : static_cast<int32_t>(axis.integer);
        }
      }
    }
  }
  return value;
}

struct Error : nvonnxparser::IParserError {
  std::string text;
  int index = -1;
  char const *desc() const override { return text.c_str(); }
  int node() const override { return index; }
};

struct Parser : nvonnxparser::IParser {
  Definition &network;
  nvinfer1::ILogger &logger;
  std::vector<Error> errors;

  Parser(Definition &network, nvinfer1::ILogger &logger) : network(network), logger(logger) {}

  bool parseFromFile(char const *file, int) override {
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    bool hasUnsigned = false;
    Fields model(text);
    while (model.next()) {
      if (model.number != 7) continue;
      for (Fields graph(model.bytes); graph.next();) {
        if (graph.number == 1 && !node(graph.bytes)) return false;
        if (graph.number == 5) {
          for (Fields constant(graph.bytes); constant.next();) {
            if (constant.number != 2) continue;
            network.usesHalfFloats = network.usesHalfFloats || constant.integer == float16;
            hasUnsigned = hasUnsigned || constant.integer == uint8;
          }
        }
        if (graph.number == 11) network.inputs.push_back(value(graph.bytes));
        if (graph.number == 12) network.outputs.push_back(value(graph.bytes));
      }
    }
    if (model.isDamaged || network.inputs.empty() || network.outputs.empty()) return fail("Failed to parse the ONNX model");
    if (hasUnsigned && network.usesIntegers) {
      logger.log(
          nvinfer1::ILogger::Severity::kWARNING,
          "TensorRT doesn't support QuantizeLinear with UINT8 zero_point. TensorRT will use INT8 instead.");
    }
    return true;
  }

  bool node(const std::string &text) {
    Layer layer;
    for (Fields node(text); node.next();) {
      if (node.number == 3) layer.name = node.bytes;
      if (node.number == 4) layer.kind = node.bytes;
      if (node.number == 2 && layer.name.empty()) layer.name = node.bytes;
    }
    for (auto &letter : layer.name) {
      if (letter == ' ') letter = '_';
    }
    // No network of Vigil's has it.
    if (layer.kind == "Det") return fail("No importer registered for op: Det", static_cast<int>(network.layers.size()));
    network.usesIntegers = network.usesIntegers || layer.kind == "QuantizeLinear" || layer.kind == "DequantizeLinear";
    network.layers.push_back(layer);
    return true;
  }

  bool fail(const char *text, int node = -1) {
    Error error;
    error.text = text;
    error.index = node;
    errors.push_back(error);
    return false;
  }

  int getNbErrors() const override { return static_cast<int>(errors.size()); }
  nvonnxparser::IParserError const *getError(int index) const override { return &errors[index]; }
};

}  // namespace

extern "C" void *createNvOnnxParser_INTERNAL(void *network, void *logger, int) {
  auto definition = static_cast<nvinfer1::INetworkDefinition *>(network);
  nvonnxparser::IParser *parser =
      new Parser(*static_cast<Definition *>(definition), *static_cast<nvinfer1::ILogger *>(logger));
  return parser;
}
