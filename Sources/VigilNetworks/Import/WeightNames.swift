/// The three naming schemes of public checkpoints for the tensors of the same networks.
public enum WeightNames: String, Hashable, Sendable, CaseIterable {
  /// A PyTorch state dictionary with Vigil's names.
  case pyTorch
  /// Blobs of the original Caffe2 release of the extractor in the 32x2 layout.
  case caffe2
  /// PySlowFast's `I3D_NLN_8x8_R50`.
  case pySlowFast

  /// The meaning of a tensor.
  enum Translation: Hashable {
    /// It is this parameter.
    case parameter(String)
    /// It is not part of the network: a classifier, an optimiser's state, a counter.
    case ignored
  }

  /// Detects the naming scheme from the names in a file.
  init(of names: some Sequence<String>) {
    self = .pyTorch
    for name in names {
      if name == "conv1_w" { self = .caffe2 }
      if name.hasPrefix("s1.pathway0_stem.") { self = .pySlowFast }
    }
  }

  /// Vigil's name of a tensor; an unknown name is kept, and later reported as unexpected.
  func translate(_ name: String) -> Translation {
    switch self {
    case .pyTorch:
      if name.hasPrefix("fc.") || name.hasSuffix(".num_batches_tracked") { return .ignored }
      return .parameter(name)
    case .caffe2:
      if name.hasPrefix("pred_") || name.hasSuffix("_momentum") || ["lr", "model_iter"].contains(name) {
        return .ignored
      }
      return .parameter(Self.fromCaffe2(name) ?? name)
    case .pySlowFast:
      if name.hasPrefix("head.") || name.hasSuffix(".num_batches_tracked") { return .ignored }
      return .parameter(Self.fromPySlowFast(name) ?? name)
    }
  }

  /// In Caffe2 an affine layer's scale `s` and shift `b`, the running mean `rm` and the running variance `riv`.
  private static let norms: [Substring: String] = [
    "s": "weight", "b": "bias", "rm": "running_mean", "riv": "running_var",
  ]
  private static let weights: [Substring: String] = ["w": "weight", "b": "bias"]
  private static let branches: [Substring: Int] = ["a": 1, "b": 2, "c": 3]

  private static func fromCaffe2(_ name: String) -> String? {
    if name == "conv1_w" { return "conv1.weight" }
    if let match = name.wholeMatch(of: /res_conv1_bn_(s|b|rm|riv)/) {
      return norms[match.1].map { "bn1.\($0)" }
    }
    if let match = name.wholeMatch(of: /res([2-5])_(\d+)_branch(1|2a|2b|2c)_(w|bn_(s|b|rm|riv))/) {
      let block = block(stage: match.1, match.2)
      let branch = branches[match.3.dropFirst()]
      guard let suffix = match.5 else {
        return block + (branch.map { "conv\($0).weight" } ?? "downsample.0.weight")
      }
      return norms[suffix].map { block + (branch.map { "bn\($0)." } ?? "downsample.1.") + $0 }
    }
    if let match = name.wholeMatch(of: /nonlocal_conv([2-5])_(\d+)_(theta|phi|g|out)_(w|b)/) {
      return weights[match.4].map { block(stage: match.1, match.2) + "nl.\(match.3).\($0)" }
    }
    if let match = name.wholeMatch(of: /nonlocal_conv([2-5])_(\d+)_bn_(s|b|rm|riv)/) {
      return norms[match.3].map { block(stage: match.1, match.2) + "nl.bn.\($0)" }
    }
    return nil
  }

  private static func fromPySlowFast(_ name: String) -> String? {
    if let match = name.wholeMatch(of: /s1\.pathway0_stem\.(conv|bn)\.(\w+)/) {
      return "\(match.1)1.\(match.2)"
    }
    if let match = name.wholeMatch(of: /s([2-5])\.pathway0_res(\d+)\.branch(1|2\.[abc])(_bn)?\.(\w+)/) {
      let block = block(stage: match.1, match.2)
      let isNorm = match.4 != nil
      if match.3 == "1" { return block + "downsample.\(isNorm ? 1 : 0).\(match.5)" }
      return branches[match.3.dropFirst(2)].map { block + "\(isNorm ? "bn" : "conv")\($0).\(match.5)" }
    }
    if let match = name.wholeMatch(of: /s([2-5])\.pathway0_nonlocal(\d+)\.(conv_(theta|phi|g|out)|bn)\.(\w+)/)
    {
      return block(stage: match.1, match.2) + "nl.\(match.4 ?? "bn").\(match.5)"
    }
    return nil
  }

  /// `layer1.0.` for stage 2, block 0: both releases count the first convolution as stage 1.
  private static func block(stage: Substring, _ block: Substring) -> String {
    "layer\((Int(stage) ?? 0) - 1).\(block)."
  }
}
