import Foundation
import VigilCore
import VigilNetworks
import VigilTensorFiles

/// Checkpoints with the names of the public releases, made by the rules that those releases follow.
enum PublicNames {
  /// `layer2.1.conv3.weight` -> `res3_1_branch2c_w` and so on, with optimizer state and classifier.
  static func caffe2(_ weights: Weights) -> [NamedTensor] {
    let suffixes = ["weight": "s", "bias": "b", "running_mean": "rm", "running_var": "riv"]
    var result: [NamedTensor] = []
    for (name, tensor) in weights.tensors {
      let parts = name.split(separator: ".").map(String.init)
      let leaf = parts[parts.count - 1]
      let norm = "bn_\(suffixes[leaf] ?? "")"
      let blob: String
      if parts[0] == "conv1" {
        blob = "conv1_w"
      } else if parts[0] == "bn1" {
        blob = "res_conv1_\(norm)"
      } else {
        let stage = (Int(parts[0].suffix(1)) ?? 0) + 1
        switch parts[2] {
        case "nl":
          blob =
            "nonlocal_conv\(stage)_\(parts[1])_"
            + (parts[3] == "bn" ? norm : "\(parts[3])_\(leaf == "weight" ? "w" : "b")")
        case "downsample":
          blob = "res\(stage)_\(parts[1])_branch1_\(parts[3] == "0" ? "w" : norm)"
        default:
          let branch = ["1": "a", "2": "b", "3": "c"][String(parts[2].suffix(1))] ?? ""
          blob = "res\(stage)_\(parts[1])_branch2\(branch)_\(parts[2].hasPrefix("conv") ? "w" : norm)"
        }
      }
      result.append(NamedTensor(name: blob, tensor: tensor))
      if leaf == "weight" {
        result.append(NamedTensor(name: "\(blob)_momentum", tensor: Tensor(repeating: 0, shape: [1])))
      }
    }
    return result + [NamedTensor(name: "pred_w", tensor: Tensor(repeating: 0, shape: [400, 8]))]
  }

  /// `layer2.1.conv3.weight` -> `s3.pathway0_res1.branch2.c.weight` and so on, with the head.
  static func pySlowFast(_ weights: Weights) -> [NamedTensor] {
    var result: [NamedTensor] = []
    for (name, tensor) in weights.tensors {
      let parts = name.split(separator: ".").map(String.init)
      let leaf = parts[parts.count - 1]
      let translated: String
      if parts.count == 2 {
        translated = "s1.pathway0_stem.\(parts[0].dropLast()).\(leaf)"
      } else {
        let stage = "s\((Int(parts[0].suffix(1)) ?? 0) + 1)"
        switch parts[2] {
        case "nl":
          translated =
            "\(stage).pathway0_nonlocal\(parts[1]).\(parts[3] == "bn" ? "bn" : "conv_\(parts[3])").\(leaf)"
        case "downsample":
          translated = "\(stage).pathway0_res\(parts[1]).branch1\(parts[3] == "1" ? "_bn" : "").\(leaf)"
        default:
          let branch = ["1": "a", "2": "b", "3": "c"][String(parts[2].suffix(1))] ?? ""
          translated =
            "\(stage).pathway0_res\(parts[1]).branch2.\(branch)\(parts[2].hasPrefix("bn") ? "_bn" : "").\(leaf)"
        }
      }
      result.append(NamedTensor(name: translated, tensor: tensor))
    }
    return result + [
      NamedTensor(name: "head.projection.weight", tensor: Tensor(repeating: 0, shape: [400, 8])),
      NamedTensor(name: "s1.pathway0_stem.bn.num_batches_tracked", tensor: Tensor(repeating: 1, shape: [])),
    ]
  }
}
