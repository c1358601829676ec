#include "log.hpp"

#include <cstring>
#include <utility>

namespace vigil {

Log &Log::first() {
  static Log &log = *new Log;
  return log;
}

void Log::log(Severity severity, const char *message) noexcept {
  if (severity > Severity::kWARNING) return;
  // That each object has its own, and `first` was before: intended.
  if (std::strstr(message, "The logger passed into")) return;
  std::lock_guard<std::mutex> lock(mutex);
  auto &kept = severity == Severity::kWARNING ? warnings : errors;
  // What a wrong export is told by must not be crowded out.
  size_t most = std::strstr(message, "zero_point") || std::strstr(message, "zero point") ? 400 : 200;
  if (kept.size() < most) kept.emplace_back(message);
}

void Log::forgetErrors() {
  if (this != &first()) first().forgetErrors();
  std::lock_guard<std::mutex> lock(mutex);
  errors.clear();
}

std::vector<std::string> Log::takeWarnings() {
  std::vector<std::string> taken;
  if (this != &first()) taken = first().takeWarnings();
  std::lock_guard<std::mutex> lock(mutex);
  taken.insert(taken.begin(), warnings.begin(), warnings.end());
  warnings.clear();
  return taken;
}

std::string Log::takeError() {
  std::lock_guard<std::mutex> lock(mutex);
  auto taken = std::exchange(errors, {});
  return taken.empty() ? "" : taken.front();
}

std::string Log::reason() {
  auto own = takeError();
  if (own.empty() && this != &first()) own = first().takeError();
  return own.empty() ? "" : ": " + own;
}

}  // namespace vigil
