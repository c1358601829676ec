/// How a network is written as ONNX.
public struct ONNXOptions: Hashable, Sendable {
  /// Whether the network is simplified first: batch norms folded into convolutions, matrix products
  /// reassociated so that the detector's cost grows with a video's length and not with its square, and
  /// convolutions over time written as matrix products, whose weights an engine packs once for all lengths.
  ///
  /// All are exact except for rounding.
  public var isSimplified: Bool
  /// Values for the symbols of the inputs, such as `batch`, `crops` and `snippets`; one without a value
  /// here may vary between runs.
  public var sizes: [String: Int]
  /// What a reader of the file must know, in plain words; empty for nothing.
  public var documentation = ""
  /// Facts for programs, by name: `metadata_props` of the file.
  public var properties: [String: String] = [:]

  /// Simplified, one snippet at a time; the detector takes any number of snippets and crops.
  public init(isSimplified: Bool = true, sizes: [String: Int] = ["batch": 1]) {
    self.isSimplified = isSimplified
    self.sizes = sizes
  }
}
