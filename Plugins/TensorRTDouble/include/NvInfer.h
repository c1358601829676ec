// The part of TensorRT's C++ interface that Vigil's plug-in uses, written out for tests: names and signatures of NVIDIA's, nothing
// else of it. What differs between major versions is as in each of them.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "NvInferVersion.h"

#if NV_TENSORRT_MAJOR >= 10
#define NV_TENSORRT_VERSION (NV_TENSORRT_MAJOR * 10000 + NV_TENSORRT_MINOR * 100 + NV_TENSORRT_PATCH)
#else
#define NV_TENSORRT_VERSION (NV_TENSORRT_MAJOR * 1000 + NV_TENSORRT_MINOR * 100 + NV_TENSORRT_PATCH)
#endif

namespace nvinfer1 {

enum class DataType : int32_t { kFLOAT = 0, kHALF = 1, kINT8 = 2, kINT32 = 3 };
enum class TensorIOMode : int32_t { kNONE = 0, kINPUT = 1, kOUTPUT = 2 };
enum class OptProfileSelector : int32_t { kMIN = 0, kOPT = 1, kMAX = 2 };
enum class ProfilingVerbosity : int32_t { kLAYER_NAMES_ONLY = 0, kNONE = 1, kDETAILED = 2 };
enum class MemoryPoolType : int32_t { kWORKSPACE = 0 };
enum class LayerInformationFormat : int32_t { kONELINE = 0, kJSON = 1 };
#if NV_TENSORRT_MAJOR >= 11
enum class NetworkDefinitionCreationFlag : int32_t { kSTRONGLY_TYPED = 0 };
enum class BuilderFlag : int32_t { kTF32 = 3 };
#elif NV_TENSORRT_MAJOR >= 10
enum class NetworkDefinitionCreationFlag : int32_t { kEXPLICIT_BATCH = 0, kSTRONGLY_TYPED = 1 };
enum class BuilderFlag : int32_t { kFP16 = 0, kINT8 = 1, kTF32 = 7 };
#else
enum class NetworkDefinitionCreationFlag : int32_t { kEXPLICIT_BATCH = 0 };
enum class BuilderFlag : int32_t { kFP16 = 0, kINT8 = 1, kTF32 = 7 };
#endif

struct Dims {
  int32_t nbDims;
#if NV_TENSORRT_MAJOR >= 10
  int64_t d[8];
#else
  int32_t d[8];
#endif
};

class ILogger {
 public:
  enum class Severity : int32_t { kINTERNAL_ERROR = 0, kERROR = 1, kWARNING = 2, kINFO = 3, kVERBOSE = 4 };
  virtual void log(Severity severity, char const *message) noexcept = 0;

 protected:
  virtual ~ILogger() = default;
};

class IHostMemory {
 public:
  virtual ~IHostMemory() noexcept = default;
  virtual void *data() const noexcept = 0;
  virtual std::size_t size() const noexcept = 0;
};

class ITensor {
 public:
  virtual char const *getName() const noexcept = 0;
  virtual Dims getDimensions() const noexcept = 0;

 protected:
  virtual ~ITensor() noexcept = default;
};

enum class LayerType : int32_t { kCONVOLUTION = 0, kQUANTIZE = 38 };

class ILayer {
 public:
  virtual LayerType getType() const noexcept = 0;

 protected:
  virtual ~ILayer() noexcept = default;
};

class INetworkDefinition {
 public:
  virtual ~INetworkDefinition() noexcept = default;
  virtual int32_t getNbLayers() const noexcept = 0;
  virtual ILayer *getLayer(int32_t index) const noexcept = 0;
  virtual int32_t getNbInputs() const noexcept = 0;
  virtual ITensor *getInput(int32_t index) const noexcept = 0;
};

class IOptimizationProfile {
 public:
  virtual bool setDimensions(char const *inputName, OptProfileSelector select, Dims const &dims) noexcept = 0;

 protected:
  virtual ~IOptimizationProfile() noexcept = default;
};

class ITimingCache {
 public:
  virtual ~ITimingCache() noexcept = default;
  virtual IHostMemory *serialize() const noexcept = 0;
};

class IBuilderConfig {
 public:
  virtual ~IBuilderConfig() noexcept = default;
  virtual void setFlag(BuilderFlag flag) noexcept = 0;
  virtual void clearFlag(BuilderFlag flag) noexcept = 0;
  virtual int32_t addOptimizationProfile(IOptimizationProfile const *profile) noexcept = 0;
  virtual void setMemoryPoolLimit(MemoryPoolType pool, std::size_t poolSize) noexcept = 0;
  virtual void setProfilingVerbosity(ProfilingVerbosity verbosity) noexcept = 0;
  virtual ITimingCache *createTimingCache(void const *blob, std::size_t size) const noexcept = 0;
  virtual bool setTimingCache(ITimingCache const &cache, bool ignoreMismatch) noexcept = 0;
};

class IBuilder {
 public:
  virtual ~IBuilder() noexcept = default;
  virtual INetworkDefinition *createNetworkV2(uint32_t flags) noexcept = 0;
  virtual IBuilderConfig *createBuilderConfig() noexcept = 0;
  virtual IOptimizationProfile *createOptimizationProfile() noexcept = 0;
  virtual IHostMemory *buildSerializedNetwork(INetworkDefinition &network, IBuilderConfig &config) noexcept = 0;
};

class IEngineInspector {
 public:
  virtual ~IEngineInspector() noexcept = default;
  virtual char const *getEngineInformation(LayerInformationFormat format) const noexcept = 0;
};

class IExecutionContext {
 public:
  virtual ~IExecutionContext() noexcept = default;
  virtual bool setInputShape(char const *tensorName, Dims const &dims) noexcept = 0;
  virtual Dims getTensorShape(char const *tensorName) const noexcept = 0;
  virtual bool setTensorAddress(char const *tensorName, void *data) noexcept = 0;
  virtual bool enqueueV3(cudaStream_t stream) noexcept = 0;
};

class ICudaEngine {
 public:
  virtual ~ICudaEngine() noexcept = default;
  virtual int32_t getNbIOTensors() const noexcept = 0;
  virtual char const *getIOTensorName(int32_t index) const noexcept = 0;
  virtual TensorIOMode getTensorIOMode(char const *tensorName) const noexcept = 0;
  virtual Dims getTensorShape(char const *tensorName) const noexcept = 0;
  virtual DataType getTensorDataType(char const *tensorName) const noexcept = 0;
  virtual Dims getProfileShape(char const *tensorName, int32_t profile, OptProfileSelector select) const noexcept = 0;
#if NV_TENSORRT_MAJOR > 10 || (NV_TENSORRT_MAJOR == 10 && NV_TENSORRT_MINOR >= 1)
  virtual int64_t getDeviceMemorySizeV2() const noexcept = 0;
#else
  virtual size_t getDeviceMemorySize() const noexcept = 0;
#endif
  virtual IExecutionContext *createExecutionContext() noexcept = 0;
  virtual IEngineInspector *createEngineInspector() const noexcept = 0;
};

class IRuntime {
 public:
  virtual ~IRuntime() noexcept = default;
  virtual ICudaEngine *deserializeCudaEngine(void const *blob, std::size_t size) noexcept = 0;
};

}  // namespace nvinfer1

extern "C" int32_t getInferLibVersion() noexcept;
extern "C" void *createInferBuilder_INTERNAL(void *logger, int32_t version) noexcept;
extern "C" void *createInferRuntime_INTERNAL(void *logger, int32_t version) noexcept;
