// A double of libcudart: memory of malloc, streams whose work waits until somebody waits for it, and strictness about both.
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

#include "double.hpp"

#ifndef GPUS
#define GPUS 1
#endif

using Work = std::vector<std::function<void()>>;
struct CUstream_st {
  Work work;
  bool isRecorded = false;
};
struct CUgraph_st {
  Work work;
};
struct CUgraphExec_st {
  Work work;
};

namespace {

std::mutex access;
/// Start and size of each block on the GPU, and of each that is page-locked.
std::map<const char *, size_t> onDevice, locked;
/// No GPU of the double has more in one piece.
constexpr size_t limit = 1 << 30;
/// As if other programs had all of the GPU's memory.
std::atomic<bool> isFull{false};

bool holds(const std::map<const char *, size_t> &blocks, const void *start, size_t bytes) {
  std::lock_guard<std::mutex> lock(access);
  auto next = blocks.upper_bound(static_cast<const char *>(start));
  if (next == blocks.begin()) return false;
  auto block = std::prev(next);
  return static_cast<const char *>(start) + bytes <= block->first + block->second;
}

cudaError_t allocate(std::map<const char *, size_t> &blocks, void **start, size_t bytes) {
  if (bytes > limit || isFull) return cudaErrorMemoryAllocation;
  *start = std::malloc(bytes);
  std::lock_guard<std::mutex> lock(access);
  blocks[static_cast<char *>(*start)] = bytes;
  return cudaSuccess;
}

cudaError_t release(std::map<const char *, size_t> &blocks, void *start) {
  std::lock_guard<std::mutex> lock(access);
  if (!blocks.erase(static_cast<char *>(start))) return cudaErrorInvalidValue;
  std::free(start);
  return cudaSuccess;
}

}  // namespace

namespace twin {
const char *const gpuName = "Double";
bool hasGPU() { return GPUS > 0; }
void enqueue(cudaStream_t stream, std::function<void()> work) { stream->work.push_back(std::move(work)); }
bool isRecorded(cudaStream_t stream) { return stream->isRecorded; }
bool isOnDevice(const void *address) { return holds(onDevice, address, 1); }
}  // namespace twin

extern "C" {
/// The number of blocks that are not freed, on the GPU and page-locked: for tests.
size_t vigil_double_blocks() {
  std::lock_guard<std::mutex> lock(access);
  return onDevice.size() + locked.size();
}

/// Takes all memory that is not in use, or gives it back: for tests.
void vigil_double_fill(bool full) { isFull = full; }

const char *cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess: return "no error";
    case cudaErrorInvalidValue: return "invalid argument";
    case cudaErrorMemoryAllocation: return "out of memory";
    case cudaErrorNoDevice: return "no CUDA-capable device is detected";
    case cudaErrorInvalidDevice: return "invalid device ordinal";
    case cudaErrorStreamCaptureInvalidated: return "operation failed due to a previous error during capture";
  }
  return "unknown error";
}
cudaError_t cudaGetLastError() { return cudaSuccess; }
cudaError_t cudaGetDeviceCount(int *count) {
  *count = GPUS;
  return GPUS > 0 ? cudaSuccess : cudaErrorNoDevice;
}
cudaError_t cudaSetDevice(int device) { return device >= 0 && device < GPUS ? cudaSuccess : cudaErrorInvalidDevice; }
cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int device) {
  if (cudaSetDevice(device) != cudaSuccess) return cudaErrorInvalidDevice;
  *properties = {};
  std::strcpy(properties->name, twin::gpuName);
  properties->totalGlobalMem = limit;
  properties->major = 8;
  properties->minor = 7;
  return cudaSuccess;
}

cudaError_t cudaMalloc(void **start, size_t bytes) { return allocate(onDevice, start, bytes); }
cudaError_t cudaFree(void *start) { return release(onDevice, start); }
cudaError_t cudaMallocHost(void **start, size_t bytes) { return allocate(locked, start, bytes); }
cudaError_t cudaFreeHost(void *start) { return release(locked, start); }

cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  bool isDownload = kind == cudaMemcpyDeviceToHost;
  // CUDA copies from and to any memory, but only page-locked memory without a detour.
  if (!holds(isDownload ? locked : onDevice, to, bytes) || !holds(isDownload ? onDevice : locked, from, bytes)) {
    return cudaErrorInvalidValue;
  }
  twin::enqueue(stream, [=] { std::memcpy(to, from, bytes); });
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned int) {
  *stream = new CUstream_st;
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  delete stream;
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (stream->isRecorded) return cudaErrorStreamCaptureInvalidated;
  for (auto &step : stream->work) step();
  stream->work.clear();
  return cudaSuccess;
}
cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  if (!stream->work.empty()) return cudaErrorInvalidValue;
  stream->isRecorded = true;
  return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t *graph) {
  stream->isRecorded = false;
  *graph = new CUgraph_st{std::move(stream->work)};
  stream->work.clear();
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t *made, cudaGraph_t graph, unsigned long long) {
  *made = new CUgraphExec_st{graph->work};
  return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t graph, cudaStream_t stream) {
  stream->work.insert(stream->work.end(), graph->work.begin(), graph->work.end());
  return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t graph) {
  delete graph;
  return cudaSuccess;
}
}
