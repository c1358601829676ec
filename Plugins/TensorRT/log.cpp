#include "log.hpp"

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
  if (kept.size() < 200) kept.emplace_back(message);
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
