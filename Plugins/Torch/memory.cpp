#include "memory.hpp"

#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <torch/version.h>

#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace vigil {

namespace {

/// Smaller ones are left to malloc, which caches them itself.
constexpr size_t smallest = 1 << 20;

/// LibTorch's allocator for the processor, with a store of blocks by size.
class Store final : public c10::Allocator {
 public:
  static Store &shared() {
    // Tensors may outlive everything else, so it is never freed.
    static auto *store = new Store;
    return *store;
  }

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
  c10::DataPtr allocate(size_t size) override { return block(size); }
  void copy_data(void *to, const void *from, size_t size) const override { default_copy_data(to, from, size); }
#else
  c10::DataPtr allocate(size_t size) const override { return shared().block(size); }
#endif
  // One deleter for all blocks, as oneDNN passes pointers without their deleters.
  c10::DeleterFnPtr raw_deleter() const override { return release; }

  void begin() {
    std::lock_guard<std::mutex> lock(mutex_);
    isKeeping_ = true;
    for (auto &entry : unused_) entry.second.isOld = true;
  }

  void end() {
    std::lock_guard<std::mutex> lock(mutex_);
    isKeeping_ = false;
    drop([](const Unused &block) { return block.isOld; });
  }

  void clear() {
    std::lock_guard<std::mutex> lock(mutex_);
    drop([](const Unused &) { return true; });
  }

 private:
  struct Unused {
    void *start;
    /// Whether it existed when the step began.
    bool isOld;
  };

  c10::DataPtr block(size_t size) {
    auto *start = size < smallest ? c10::alloc_cpu(size) : large(size);
    return {start, start, release, c10::DeviceType::CPU};
  }

  void *large(size_t size) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = unused_.find(size);
    void *start = found == unused_.end() ? c10::alloc_cpu(size) : found->second.start;
    if (found != unused_.end()) unused_.erase(found);
    sizes_[start] = size;
    return start;
  }

  static void release(void *start) { shared().take(start); }

  void take(void *start) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = sizes_.find(start);
    if (found != sizes_.end() && isKeeping_) {
      unused_.emplace(found->second, Unused{start, false});
    } else {
      c10::free_cpu(start);
    }
    if (found != sizes_.end()) sizes_.erase(found);
  }

  template <typename Condition>
  void drop(Condition condition) {
    for (auto entry = unused_.begin(); entry != unused_.end();) {
      if (condition(entry->second)) {
        c10::free_cpu(entry->second.start);
        entry = unused_.erase(entry);
      } else {
        entry++;
      }
    }
  }

  std::mutex mutex_;
  bool isKeeping_ = false;
  /// By size.
  std::multimap<size_t, Unused> unused_;
  /// Of large ones in use.
  std::unordered_map<void *, size_t> sizes_;
};

}  // namespace

KeptMemory::KeptMemory() {
  static const bool isInPlace = [] {
    c10::SetCPUAllocator(&Store::shared(), 1);
    return true;
  }();
  (void)isInPlace;
  Store::shared().begin();
}

KeptMemory::~KeptMemory() { Store::shared().end(); }

void KeptMemory::clear() { Store::shared().clear(); }

}  // namespace vigil
