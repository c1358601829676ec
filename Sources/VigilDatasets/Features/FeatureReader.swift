package import Foundation
import VigilTensorFiles

/// Opens feature files and gathers everything that is wrong with them, to report it at once.
package struct FeatureReader {
  /// The complaints so far.
  package var complaints: [String] = []
  private var shape: (crops: Int, size: Int, of: URL)?

  /// Nothing is opened yet.
  package init() {}

  /// Opens files, reading only their headers. Unusable ones are left out.
  package mutating func open(_ urls: [URL]) -> [FeatureVideo] {
    var videos: [FeatureVideo] = []
    for url in urls {
      do throws(TensorFileError) {
        let features = try VideoFeatures(url)
        if let complaint = complaint(about: features, of: url) {
          complaints.append(complaint)
        } else {
          videos.append(FeatureVideo(url: url, features: features))
        }
      } catch {
        complaints.append(error.message)
      }
    }
    return videos
  }

  /// Reads all numbers, and reports files with one that is not finite.
  ///
  /// A network can hide them: its first layers make 0 of NaN in some engines, and the scores look like any others.
  package mutating func requireFinite(_ videos: [FeatureVideo]) {
    for video in videos {
      if let complaint = video.nonFiniteComplaint { complaints.append(complaint) }
      video.features.release()
    }
  }

  /// What is wrong with features, by themselves and beside the first; nil if nothing is.
  private mutating func complaint(about features: VideoFeatures, of url: URL) -> String? {
    guard features.rowCount > 0 else {
      return "\(url.path) has the shape \(features.shape), which is no snippet"
    }
    let (crops, size) = (features.rowShape[0], features.rowShape[1])
    defer { if shape == nil { shape = (crops, size, url) } }
    guard FeatureCrops.counts.contains(crops) else {
      return "\(url.path) has the shape \(features.shape), so \(crops) crops; a model takes 1, 5 or 10"
        + Self.hint(features)
    }
    guard let shape, shape.crops != crops || shape.size != size else { return nil }
    return
      "\(url.path) has \(crops) crops of \(size) features, \(shape.of.lastPathComponent) has \(shape.crops) of "
      + "\(shape.size)" + Self.hint(features)
  }

  /// What to do about features that other programs store with their crops first.
  private static func hint(_ features: VideoFeatures) -> String {
    guard features.shape[0] != features.shape[1], FeatureCrops.counts.contains(features.shape[0]) else {
      return ""
    }
    return
      " (if that is [crops, snippets, features], save it as [snippets, crops, features]: "
      + "numpy.save(file, array.transpose(1, 0, 2)))"
  }

  /// Reports files that are given for two uses, such as `for training` and `for validation`.
  package mutating func separate(_ first: [URL], _ firstUse: String, _ second: [URL], _ secondUse: String) {
    let both = Set(first.map(\.standardizedFileURL)).intersection(second.map(\.standardizedFileURL))
    complaints += both.map(\.path).sorted().map { "\($0) is given \(firstUse) and \(secondUse)" }
  }

  /// The extents that all files share.
  ///
  /// - Throws: `badFile` with all complaints.
  package func finish() throws(DatasetError) -> (crops: Int, size: Int) {
    guard complaints.isEmpty, let shape else {
      throw DatasetError(.badFile, complaints)
    }
    return (shape.crops, shape.size)
  }
}
