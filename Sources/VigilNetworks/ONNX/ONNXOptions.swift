/// How a network is written as ONNX.
///
/// What TensorRT takes, ten crops at once in 16-bit floats: `ONNXOptions(sizes: ["batch": 10], target: .tensorRT,
/// usesHalfFloats: true)`.
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
  /// The program that will read the file, which decides how 8-bit integers are written; see `ONNXTarget`.
  public var target: ONNXTarget
  /// Whether convolutions, matrix products and what lies between them are written in 16-bit floats, weights and values.
  ///
  /// Inputs and outputs stay 32-bit floats, and so do sums over maps and whatever needs their range. Every operation has
  /// inputs of one format (casts stand between), as strongly typed engines want it: their precision is that of the
  /// file. Meant for extractors: sums over the length of a video, in a detector, can leave the range of 16 bits. In a
  /// network in 8-bit integers these are the convolutions that stayed in floats and the products; results of the others are
  /// 32-bit floats, as the scales of integers are in this operator set.
  public var usesHalfFloats: Bool
  /// Whether convolutions over volumes are written as ones over planes: over time alone on [C, T, H W], others frame by frame.
  ///
  /// The sums are the same but for their order. For OpenVINO on 64-bit Arm, whose library has fast kernels for planes only.
  public var usesPlanes: Bool
  /// What a reader of the file must know, in plain words; empty for nothing.
  public var documentation = ""
  /// Facts for programs, by name: `metadata_props` of the file, beside `vigil.for` and `vigil.precision`, which
  /// every file has.
  public var properties: [String: String] = [:]

  /// Simplified, one snippet at a time, for OpenVINO in 32-bit floats; the detector takes any number of snippets and crops.
  public init(
    isSimplified: Bool = true, sizes: [String: Int] = ["batch": 1], target: ONNXTarget = .openVINO,
    usesHalfFloats: Bool = false, usesPlanes: Bool = false
  ) {
    self.isSimplified = isSimplified
    self.sizes = sizes
    self.target = target
    self.usesHalfFloats = usesHalfFloats
    self.usesPlanes = usesPlanes
  }
}
