#include "snippet.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace vigil {

std::vector<float> StoredTensor::values() const {
  // FNV-1a of the name seeds SplitMix64, whose top 24 bits make a value: see DeterministicValues in VigilCore.
  uint64_t seed = 0xCBF29CE484222325u;
  for (unsigned char byte : name) seed = (seed ^ byte) * 0x100000001B3u;
  int64_t count = 1;
  for (auto extent : extents) count *= extent;
  std::vector<float> values(count);
  for (auto &value : values) {
    uint64_t z = seed += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    value = offset + factor * (static_cast<float>((z ^ (z >> 31)) >> 40) / 8388608 - 1);
  }
  return values;
}

StoredSnippet::StoredSnippet(const std::string &path) : height(0), width(0), cropHeight(0), cropWidth(0) {
  // Files written before say `clip` for `snippet`, and `recipe` for `preprocessing`.
  std::ifstream file(path, std::ios::binary);
  std::string line;
  if (!std::getline(file, line) || (line != "vigil stored snippet 1" && line != "vigil stored clip 1")) {
    throw std::runtime_error(path + " is not a stored snippet of this version; vigil benchmark store writes them");
  }
  while (std::getline(file, line) && line != "end") {
    std::istringstream fields(line);
    std::string kind;
    fields >> kind;
    if (kind == "model") {
      std::getline(fields >> std::ws, model);
    } else if (kind == "preprocessing" || kind == "recipe") {
      fields >> preprocessing;
    } else if (kind == "frames") {
      fields >> height >> width;
    } else if (kind == "cut") {
      fields >> cropHeight >> cropWidth;
    } else if (kind == "crop") {
      StoredCrop crop{};
      fields >> crop.left >> crop.top >> crop.isMirrored;
      crops.push_back(crop);
    } else if (kind == "scale") {
      for (float value; fields >> value;) scale_.push_back(value);
      fields.clear();
    } else if (kind == "tensor") {
      StoredTensor tensor{};
      fields >> tensor.name >> tensor.offset >> tensor.factor;
      for (int64_t extent; fields >> extent;) tensor.extents.push_back(extent);
      fields.clear();
      tensors.push_back(tensor);
    } else if (kind == "input" || kind == "node" || kind == "output") {
      graph += line + "\n";
      continue;
    } else {
      throw std::runtime_error(path + " has an unknown line: " + line);
    }
    if (fields.fail()) throw std::runtime_error(path + " has a damaged line: " + line);
  }
  bool isWhole = scale_.size() == 256 && !crops.empty() && height > 0 && width > 0 &&
                 height < 10000 && width < 10000 && cropHeight > 0 && cropWidth > 0;
  for (auto &crop : crops) {
    isWhole = isWhole && crop.left >= 0 && crop.top >= 0 && crop.left + cropWidth <= width && crop.top + cropHeight <= height;
  }
  if (isWhole) {
    pixels_.resize(frames * 3 * height * width);
    file.read(reinterpret_cast<char *>(pixels_.data()), pixels_.size());
    isWhole = file.gcount() == static_cast<std::streamsize>(pixels_.size());
  }
  if (!isWhole) throw std::runtime_error(path + " is damaged or incomplete; write it again");
}

void StoredSnippet::cut(size_t count, float *output) const {
  for (size_t index = 0; index < count; index++) {
    auto &crop = crops.at(index);
    for (int64_t channel = 0; channel < 3; channel++) {
      for (int64_t time = 0; time < frames; time++) {
        auto *plane = pixels_.data() + (time * 3 + channel) * height * width;
        for (int64_t y = 0; y < cropHeight; y++) {
          auto *row = plane + (crop.top + y) * width + crop.left;
          for (int64_t x = 0; x < cropWidth; x++) *output++ = scale_[row[crop.isMirrored ? cropWidth - 1 - x : x]];
        }
      }
    }
  }
}

}  // namespace vigil
