import Testing

/// Engines are chosen in one place and used by what they can do.
@Suite struct `The name of an engine` {
  /// An engine: its own sources, and how code would name it.
  struct Engine: Sendable {
    var sources: String
    var pattern: String
  }

  /// PyTorch, whose files are read, is no engine.
  static let engines = [
    Engine(sources: "Sources/VigilOpenVINO/", pattern: #"(?i)(^|[^.])openvino"#),
    Engine(
      sources: "Sources/VigilTorch/",
      pattern:
        #"LibTorch|VigilTorch|CTorch|\bTorch(?!Script)[A-Z]\w+|(\["|name == ")torch"(?!, "torch\.)|\.torch\b(?!\()|--engine torch"#
    ),
    Engine(
      sources: "Sources/VigilTensorRT/",
      pattern: #"VigilTensorRT|CTensorRT|\bTensorRT[A-Z]\w+|(\["|name == ")tensorrt"|--engine tensorrt"#),
  ]

  /// The programs that files are exported for, `.openVINO` among them, are no engines.
  static let exports = "Sources/VigilNetworks/ONNX/ONNXTarget.swift"
  /// The only other file that names engines to choose from them.
  static let registry = "Sources/VigilModels/Engines/EngineRegistry.swift"
  /// Training is done by LibTorch, which no other engine could replace.
  static let training = [
    "Sources/VigilTraining/", "Sources/VigilCommand/Train/", "Sources/VigilCommand/TrainExtractor/",
  ]

  @Test(arguments: engines) func `is not in code outside its target, the registry and training`(
    engine: Engine
  ) throws {
    let pattern = try Regex(engine.pattern)
    var known = 0
    for (path, text) in try SourceText.files(in: "Sources") {
      let isKnown =
        path == Self.registry || path == Self.exports || path.hasPrefix(engine.sources)
        || engine.sources == "Sources/VigilTorch/" && Self.training.contains { path.hasPrefix($0) }
      for line in SourceText.code(of: text).split(whereSeparator: \.isNewline) where line.contains(pattern) {
        known += isKnown ? 1 : 0
        #expect(isKnown, "\(path) names an engine; let it ask for a capability: \(line)")
      }
    }
    #expect(known > 10, "the pattern finds names where they belong")
  }

  @Test func `is in the registry`() throws {
    let registry = SourceText.code(of: try #require(try SourceText.files(in: "Sources")[Self.registry]))
    for engine in Self.engines { #expect(registry.contains(try Regex(engine.pattern))) }
  }

  @Test func `is not looked for in comments, but in strings`() {
    let text = """
      let a = "https://x"  // OpenVINO
      /* OpenVINO */ let b = "\\"OpenVINO"
      """
    #expect(SourceText.code(of: text) == "let a = \"https://x\"  \n let b = \"\\\"OpenVINO\"")
  }
}
