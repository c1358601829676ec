import VigilCore
public import VigilNetworks
public import VigilPreprocessing

extension SelectedNetwork {
  /// How the network is exported for other programs: with what they must know of its input, and where its weights come from.
  ///
  /// - Parameters:
  ///   - preprocessing: How the model's frames become snippets.
  ///   - threshold: The score from which the model calls a snippet abnormal.
  ///   - isSimplified: See `ONNXOptions`.
  ///   - batch: The snippets that an extractor takes at once.
  ///   - target: The program that the file is for.
  ///   - usesHalfFloats: Whether the floats of an extractor are written in 16 bits; nil for 32 bits, but for TensorRT, which
  ///     computes in what the file has, the model's own format.
  ///   - usesPlanes: See `ONNXOptions`.
  /// - Throws: `unsupported` for 16-bit floats where a network cannot be written in them, and for 8-bit integers in planes.
  public func exportOptions(
    _ preprocessing: Preprocessing, threshold: Float, isSimplified: Bool = true, batch: Int = 1,
    target: ONNXTarget = .openVINO, usesHalfFloats: Bool? = nil, usesPlanes: Bool = false
  ) throws(ModelError) -> ONNXOptions {
    guard !usesPlanes || precision != .int8 else {
      throw ModelError(
        .unsupported,
        "\(weightsName) has 8-bit integers, which planes have not; export the model that it was made of")
    }
    var options = ONNXOptions(
      isSimplified: isSimplified, sizes: ["batch": batch], target: target,
      usesHalfFloats: try writesHalfFloats(asked: usesHalfFloats, for: target), usesPlanes: usesPlanes)
    var facts: [String: String?] = [
      "vigil.version": VigilVersion.current, "vigil.network": "\(architecture)",
      "vigil.weights": weightsName, "vigil.weights_sha256": sha256,
      "vigil.checkpoint": source?.file, "vigil.checkpoint_sha256": source?.sha256, "vigil.licence": licence,
      "vigil.preset": preprocessing.preset.rawValue, "vigil.crops": "\(preprocessing.crops.rawValue)",
      "vigil.training": training?.line,
    ]
    let input = graph.inputs[0].name
    switch role {
    case .extractor:
      facts["vigil.crop_order"] = preprocessing.cropNames.joined(separator: "; ")
      facts["vigil.input"] = preprocessing.inputDescription
      options.documentation =
        "\(input): [batch, channel, frame, row, column], one crop of \(SnippetPosition.framesPerSnippet) frames for each item: "
        + "\(preprocessing.inputDescription). The feature file of a video is [snippets, crops, F], its crops in this order: "
        + "\(preprocessing.cropNames.joined(separator: "; "))."
    case .detector:
      facts["vigil.threshold"] = "\(threshold)"
      facts["vigil.input"] = "[crops, snippets, F], where feature files are [snippets, crops, F]"
      options.documentation =
        "\(input): [crops, snippets, F], all snippets of a video in order. A feature file is [snippets, crops, F]: transpose its "
        + "first two axes, for both are free, and fed as it is it gives wrong scores without an error. scores: [crops, snippets]; "
        + "the score of a snippet is the mean over its crops."
    }
    options.properties = facts.compactMapValues { $0 }
    return options
  }

  private func writesHalfFloats(asked: Bool?, for target: ONNXTarget) throws(ModelError) -> Bool {
    guard let asked else { return target == .tensorRT && precision == .fp16 }
    guard !asked || role == .extractor else {
      throw ModelError(
        .unsupported,
        "detectors are exported in fp32: their sums over a video can leave the range of 16-bit floats; leave --precision out"
      )
    }
    guard !asked || graph.multiplyAccumulates > 0 else {
      throw ModelError(
        .unsupported, "\(weightsName) has no layers that gain from 16-bit floats; leave --precision out")
    }
    return asked
  }
}
