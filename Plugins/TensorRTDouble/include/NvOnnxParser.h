// The part of the ONNX parser's interface that Vigil's plug-in uses, written out for tests.
#pragma once

#include "NvInfer.h"

#define NV_ONNX_PARSER_VERSION 1

namespace nvonnxparser {

class IParserError {
 public:
  virtual char const *desc() const = 0;
  virtual int node() const = 0;

 protected:
  virtual ~IParserError() = default;
};

class IParser {
 public:
  virtual ~IParser() noexcept = default;
  virtual bool parseFromFile(char const *onnxModelFile, int verbosity) = 0;
  virtual int getNbErrors() const = 0;
  virtual IParserError const *getError(int index) const = 0;
};

}  // namespace nvonnxparser

extern "C" void *createNvOnnxParser_INTERNAL(void *network, void *logger, int version);
