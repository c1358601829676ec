// What TensorRT reports while it works.
#pragma once

#include <NvInfer.h>

#include <mutex>
#include <string>
#include <vector>

namespace vigil {

/// Keeps errors and warnings until they are asked for; TensorRT reports from any thread.
class Log : public nvinfer1::ILogger {
 public:
  /// One for all: TensorRT keeps the first it is given.
  static Log &shared();

  void log(Severity severity, const char *message) noexcept override;
  /// The errors since the last call.
  std::vector<std::string> takeErrors();
  /// The warnings since the last call.
  std::vector<std::string> takeWarnings();
  /// The first error since they were last taken, as the end of a sentence; empty if there is none.
  std::string reason();

 private:
  std::mutex mutex;
  std::vector<std::string> errors, warnings;
};

}  // namespace vigil
