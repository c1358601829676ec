import VigilPreprocessing

extension ModelManifest {
  /// Number formats, settings and cascade, in lines for people.
  public var lines: [String] {
    let quantized = networks.compactMap(\.quantization).map { quantization in
      let floats = quantization.floats.isEmpty ? "none" : quantization.floats.joined(separator: ", ")
      return
        "int8 weights of \(quantization.weightBits) bits, \(quantization.activations.count) activations quantised, "
        + "layers in floats besides the first: \(floats)"
    }
    let usual =
      "preset \(settings.preprocessing.preset.rawValue), \(settings.preprocessing.crops.rawValue) crops, "
      + "threshold \(settings.threshold), licence \(settings.licence ?? "unknown"), made by \(settings.createdBy)"
    let cascade = settings.cascade.map {
      "cascade of \($0.preprocessing): all crops from a centre score of \($0.bound) on, found with "
        + "\($0.footageSnippets) snippets"
    }
    let trained = networks.compactMap { network in
      network.training.map { "\(network.architecture.role.rawValue) trained here: \($0.line)" }
    }
    return quantized + trained + [usual] + (cascade.map { [$0] } ?? [])
  }
}
