// What TensorRT reports while it works.
#pragma once

#include <NvInfer.h>

#include <mutex>
#include <string>
#include <vector>

namespace vigil {

/// Keeps errors and warnings of one build or one network until they are asked for; TensorRT reports from any thread.
///
/// It must outlive the builder or runtime that is made with it, and all that comes from these.
class Log : public nvinfer1::ILogger {
 public:
  /// The first that TensorRT is given, which is never freed: what belongs to no object is reported there, and with versions that know
  /// only one logger everything.
  static Log &first();

  void log(Severity severity, const char *message) noexcept override;
  /// Forgets errors, also those that belong to no object. Warnings stay: a build that goes on must not lose any.
  void forgetErrors();
  /// The warnings since the last call, also those that belong to no object.
  std::vector<std::string> takeWarnings();
  /// The first error since the last call, as the end of a sentence; empty if there is none.
  std::string reason();

 private:
  std::string takeError();

  std::mutex mutex;
  std::vector<std::string> errors, warnings;
};

}  // namespace vigil
