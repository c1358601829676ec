import Foundation
import VigilCore

extension ModelManifest {
  /// A manifest has a few hundred bytes; one of a megabyte is something else.
  private static let maximumBytes = 1 << 20

  /// Reads and validates a manifest, which may come from anyone.
  ///
  /// - Throws: `cannotRead` or `badManifest`, saying which part is wrong.
  init(reading url: URL) throws(NetworksError) {
    func bad(_ reason: String) -> NetworksError {
      NetworksError(.badManifest, "\(url.path) is not a model manifest: \(reason)")
    }
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw NetworksError(
        .cannotRead,
        "there is no manifest.json in \(url.deletingLastPathComponent().path); "
          + "a model is a folder with one, made by importing a checkpoint")
    }
    let handle = try RegularFile.open(url)
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: Self.maximumBytes + 1) else {
      throw NetworksError(.cannotRead, "cannot read \(url.path)")
    }
    guard data.count <= Self.maximumBytes else { throw bad("it has more than a megabyte") }
    do {
      let format = try JSONDecoder().decode(FormatOnly.self, from: data).format
      guard (1...Self.currentFormat).contains(format) else {
        throw bad("its format is \(format), this program knows 1 to \(Self.currentFormat); is it newer?")
      }
      self = try JSONDecoder().decode(ModelManifest.self, from: data)
    } catch let error as NetworksError {
      throw error.code == .badManifest && error.message.hasPrefix(url.path) ? error : bad(error.message)
    } catch let error as DecodingError {
      throw bad(error.reason)
    } catch {
      throw bad(error.explanation)
    }
    if let complaint { throw bad(complaint) }
  }

  private struct FormatOnly: Decodable {
    var format: Int
  }

  /// The inconsistency between individually valid values, if any.
  private var complaint: String? {
    let roles = networks.map(\.architecture.role)
    if roles.isEmpty { return "it lists no network" }
    if Set(roles).count < roles.count { return "it lists two networks for one role" }
    for entry in networks {
      if !Self.isPlainName(entry.file) { return "\"\(entry.file)\" is not the name of a file in the folder" }
      if entry.sha256.count != 64 || !entry.sha256.allSatisfy({ "0123456789abcdef".contains($0) }) {
        return "the sha256 of \(entry.file) is not 64 lower-case hexadecimal digits"
      }
      if entry.parameters != entry.architecture.graph.parameterCount {
        return "\(entry.architecture) has \(entry.architecture.graph.parameterCount) parameters, "
          + "not \(entry.parameters)"
      }
      if entry.quantization != nil {
        do throws(NetworksError) { _ = try entry.graph() } catch { return error.message }
      }
    }
    let isQuantized = networks.contains { $0.quantization != nil }
    if isQuantized != (settings.precision == .int8) {
      return "its precision is \(settings.precision.rawValue), but "
        + (isQuantized ? "a network is quantised" : "no network is quantised; make it with vigil optimize")
    }
    return settings.complaint
  }

  /// Whether a name stays within the folder: no way up or elsewhere, nothing hidden.
  private static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "/" && $0 != "\\" && $0 != ":" }
  }

  /// The manifest as written: sorted, indented, ending with a line break.
  func json() -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(self) + Data("\n".utf8)
    } catch {
      preconditionFailure("cannot write a validated manifest: \(error)")
    }
  }
}

extension ModelSettings {
  /// The first invalid value, if any.
  var complaint: String? {
    if !(0...1).contains(threshold) { return "threshold must be from 0 to 1, not \(threshold)" }
    if let broken = calibration?.first(where: { !$0.value.isFinite }) {
      return "the calibration of \(broken.key) is \(broken.value)"
    }
    if let bound = cascade?.bound, !(0...1).contains(bound) {
      return "the bound of the cascade must be from 0 to 1, not \(bound)"
    }
    return nil
  }
}

extension DecodingError {
  /// The position of the error in the JSON.
  fileprivate var reason: String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty
        ? "" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") + ": "
    }
    return switch self {
    case .keyNotFound(let key, let context): "\(place(context.codingPath))\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(place(context.codingPath))\(context.debugDescription)"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is not JSON" : "\(place(context.codingPath))\(context.debugDescription)"
    @unknown default: localizedDescription
    }
  }
}
