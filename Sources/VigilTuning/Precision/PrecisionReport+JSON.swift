import VigilNetworks

extension PrecisionReport: Encodable {
  /// Encodes the report as the JSON object that the command prints.
  public func encode(to encoder: any Encoder) throws { try Document(self).encode(to: encoder) }

  /// The JSON object.
  private struct Document: Encodable {
    var output: String
    var written: Bool
    var complaints: [String]
    /// Non-finite values become null, such as the cosine of two zero vectors.
    var measured: [String: Double?]
    var speedup: Double
    var weightBits: Int?
    var floatLayers: [String]?
    var bytesBefore: Int?
    var bytesAfter: Int?
    var layers: [Layer]

    private enum CodingKeys: String, CodingKey {
      case output, written, complaints, measured, speedup, layers
      case weightBits = "weight_bits"
      case floatLayers = "float_layers"
      case bytesBefore = "bytes_before"
      case bytesAfter = "bytes_after"
    }

    init(_ report: PrecisionReport) {
      output = report.output
      written = report.complaints.isEmpty
      complaints = report.complaints
      measured = report.measured.mapValues(Self.number)
      speedup = report.speedup
      weightBits = report.quantization?.weightBits
      floatLayers = report.quantization?.floats
      bytesBefore = report.extractorBytes?.before
      bytesAfter = report.extractorBytes?.after
      layers = report.layers.map { layer in
        var layer = layer
        layer.weightNoise = Self.number(layer.weightNoise)
        layer.inputNoise = Self.number(layer.inputNoise)
        layer.error = Self.number(layer.error)
        return layer
      }
    }

    private static func number(_ value: Double?) -> Double? { value?.isFinite == true ? value : nil }
  }
}
