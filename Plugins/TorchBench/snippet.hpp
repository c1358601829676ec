// The output of `vigil benchmark store`: a network without weights, and a snippet of a video.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vigil {

/// A tensor of the network, whose values follow from its name: `offset + factor * u`, u from -1 to 1.
struct StoredTensor {
  std::string name;
  float offset, factor;
  std::vector<int64_t> extents;

  std::vector<float> values() const;
};

/// Where a crop lies in the frames; a mirrored one is read from right to left.
struct StoredCrop {
  int64_t left, top;
  bool isMirrored;
};

class StoredSnippet {
 public:
  /// Reads a file; throws with one line if it is invalid.
  explicit StoredSnippet(const std::string &path);

  std::string model, preprocessing, graph;
  std::vector<StoredTensor> tensors;
  std::vector<StoredCrop> crops;
  /// Size of the stored frames, planar RGB.
  int64_t height, width;
  /// Size of a crop.
  int64_t cropHeight, cropWidth;
  static constexpr int64_t frames = 16;

  /// [crops, 3, frames, cropHeight, cropWidth].
  std::vector<int64_t> extents(size_t crops) const {
    return {static_cast<int64_t>(crops), 3, frames, cropHeight, cropWidth};
  }
  /// Cuts the first crops and scales their pixels.
  void cut(size_t crops, float *output) const;

 private:
  std::vector<float> scale_;
  std::vector<uint8_t> pixels_;
};

}  // namespace vigil
