import VigilCore

extension ONNXExport {
  /// The fields of a model that say where it comes from, for whom it is and how it is used, as bytes: `producer_version`, `doc_string` and
  /// `metadata_props`, which the protocol as this project has it leaves out, since no engine reads them.
  static func metadata(_ options: ONNXOptions, precision: String) -> [UInt8] {
    var bytes = text(3, VigilVersion.current)
    if !options.documentation.isEmpty { bytes += text(6, options.documentation) }
    let own = ["vigil.for": options.target.rawValue, "vigil.precision": precision]
    for (key, value) in options.properties.merging(own, uniquingKeysWith: { $1 }).sorted(by: {
      $0.key < $1.key
    }) {
      let entry = text(1, key) + text(2, value)
      bytes += field(14, length: entry.count) + entry
    }
    return bytes
  }

  private static func text(_ number: Int, _ text: String) -> [UInt8] {
    field(number, length: text.utf8.count) + Array(text.utf8)
  }
}
