public import Foundation
import VigilCore
import VigilModels
public import VigilNetworks
import VigilPreprocessing

/// Public weights on their way to a model folder: everything is checked first, then they are downloaded and converted.
public struct WeightsPull: Sendable {
  /// The weights.
  public let weights: PublicWeights
  /// The model folder to make.
  public let folder: URL
  private let address: URL
  private let sha256: String?
  private let replace: Bool

  /// Checks what can be checked before anything is downloaded.
  ///
  /// - Parameters:
  ///   - name: What the weights are called.
  ///   - address: Another address of the same file; nil for their authors'.
  ///   - folder: The model folder, whose name ends in `.vigil`; nil for `NAME.vigil` among the user's models.
  ///   - sha256: The checksum to expect, in hexadecimal; nil for that of the authors, if they have published one.
  ///   - replace: Whether a model folder that is already there may be replaced.
  /// - Throws: `unknownWeights`, `unsupportedAddress`, `cannotWrite`.
  public init(
    _ name: String, from address: String? = nil, to folder: URL? = nil, sha256: String? = nil,
    replace: Bool = false
  ) throws(DownloadError) {
    guard let weights = PublicWeights.named(name) else {
      throw DownloadError(
        .unknownWeights,
        "no public weights are called \(name); known are "
          + PublicWeights.all.map(\.name).joined(separator: ", "))
    }
    guard let address = address.map(URL.init(string:)) ?? weights.address else {
      throw DownloadError(
        .unsupportedAddress, "--address takes a URL such as https://mirror.example/\(weights.fileName)")
    }
    let folder = folder ?? ModelLibrary.home().appending(path: "\(name).vigil")
    guard folder.pathExtension == "vigil" else {
      throw DownloadError(
        .cannotWrite,
        "--output takes the name of a model folder, such as \(folder.lastPathComponent).vigil")
    }
    guard replace || !FileManager.default.fileExists(atPath: folder.path) else {
      throw DownloadError(.cannotWrite, "\(folder.path) is already there; add --replace to replace it")
    }
    (self.weights, self.address, self.folder) = (weights, address, folder)
    (self.sha256, self.replace) = (sha256 ?? weights.sha256, replace)
  }

  /// What a user must see before the licence can be accepted: the authors, the address without secrets, the terms.
  public var terms: [String] {
    [
      "\(weights.name), by \(weights.authors)", "from \(SourceName.redacted(address.absoluteString))",
      "licence \(weights.licence): \(weights.terms)",
    ]
  }

  /// Downloads the file beside the folder; a partial download is resumed by the next call.
  ///
  /// - Parameter progress: As of ``Download/run(progress:)``.
  /// - Throws: As that, and `malformedChecksum`.
  public func download(
    progress: @Sendable (DownloadProgress) -> Void = { _ in }
  ) async throws(DownloadError) -> DownloadedFile {
    let file = folder.deletingLastPathComponent().appending(path: weights.fileName)
    return try await Download(from: address, to: file, sha256: sha256).run(progress: progress)
  }

  /// Makes the model folder of a downloaded file, and removes the file.
  ///
  /// - Throws: If the file is not a checkpoint of these weights; then it stays.
  public func convert(_ file: DownloadedFile) throws(NetworksError) -> ModelFolder {
    let settings = ModelSettings(
      name: weights.name, preprocessing: Preprocessing(.rtfm, crops: .ten), licence: weights.licence)
    let result = try CheckpointImport.run(
      files: [file.url], settings: settings, to: folder,
      layout: weights == .i3dNonLocal8x8 ? .layout8x8 : .layout32x2, replace: replace)
    try? FileManager.default.removeItem(at: file.url)
    return result.folder
  }
}
