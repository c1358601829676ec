#include "log.hpp"

#include <cstring>
#include <utility>

namespace vigil {

Log &Log::shared() {
  static Log log;
  return log;
}

void Log::log(Severity severity, const char *message) noexcept {
  if (severity > Severity::kWARNING) return;
  std::lock_guard<std::mutex> lock(mutex);
  auto &kept = severity == Severity::kWARNING ? warnings : errors;
  // What a wrong export is told by must not be crowded out.
  size_t most = std::strstr(message, "zero_point") || std::strstr(message, "zero point") ? 400 : 200;
  if (kept.size() < most) kept.emplace_back(message);
}

std::vector<std::string> Log::takeErrors() {
  std::lock_guard<std::mutex> lock(mutex);
  return std::exchange(errors, {});
}

std::vector<std::string> Log::takeWarnings() {
  std::lock_guard<std::mutex> lock(mutex);
  return std::exchange(warnings, {});
}

std::string Log::reason() {
  auto taken = takeErrors();
  return taken.empty() ? "" : ": " + taken.front();
}

}  // namespace vigil
