public import Foundation
public import VigilTensorFiles

/// The features of normal and abnormal videos, on disk.
public struct FeatureSet: Sendable {
  /// One video.
  public struct Video: Sendable {
    /// Its file.
    public var url: URL
    /// [snippets, crops, F].
    public var features: MappedNPY
  }

  /// Videos without an anomaly.
  public let normal: [Video]
  /// Videos with one somewhere.
  public let abnormal: [Video]
  /// Views of each frame.
  public let crops: Int
  /// Features of a snippet.
  public let size: Int

  /// How many complaints are shown at once.
  private static let mostComplaints = 20

  /// Opens files; nothing is read yet but their headers.
  ///
  /// - Throws: `badData` that lists everything that is missing, damaged or of another shape than the others.
  public init(normal: [URL], abnormal: [URL]) throws(TrainingError) {
    var complaints: [String] = []
    var shape: (crops: Int, size: Int, of: URL)?
    func open(_ urls: [URL]) -> [Video] {
      urls.compactMap { url -> Video? in
        do throws(TensorFileError) {
          let features = try MappedNPY(url)
          guard features.shape.count == 3, features.rowCount > 0 else {
            complaints.append(
              "\(url.path) has the shape \(features.shape), not [snippets, crops, features]; make it with vigil extract"
            )
            return nil
          }
          let (crops, size) = (features.rowShape[0], features.rowShape[1])
          if let shape, shape.crops != crops || shape.size != size {
            complaints.append(
              "\(url.path) has \(crops) crops of \(size) features, \(shape.of.lastPathComponent) has \(shape.crops) of "
                + "\(shape.size)")
            return nil
          }
          if shape == nil { shape = (crops, size, url) }
          return Video(url: url, features: features)
        } catch {
          complaints.append(error.message)
          return nil
        }
      }
    }
    self.normal = open(normal)
    self.abnormal = open(abnormal)
    if normal.isEmpty { complaints.append("there is no normal video; training needs both kinds") }
    if abnormal.isEmpty { complaints.append("there is no abnormal video; training needs both kinds") }
    let both = Set(normal.map(\.standardizedFileURL)).intersection(abnormal.map(\.standardizedFileURL))
    complaints += both.map(\.path).sorted().map { "\($0) is given as normal and as abnormal" }
    guard complaints.isEmpty, let shape else {
      let shown = complaints.prefix(Self.mostComplaints).joined(separator: "; ")
      let more = complaints.count - Self.mostComplaints
      throw TrainingError(.badData, shown + (more > 0 ? "; and \(more) more" : ""))
    }
    crops = shape.crops
    size = shape.size
  }
}
