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
        let features = try MappedNPY(url)
        guard features.shape.count == 3, features.rowCount > 0 else {
          complaints.append(
            "\(url.path) has the shape \(features.shape), not [snippets, crops, features]; make it with vigil extract"
          )
          continue
        }
        let (crops, size) = (features.rowShape[0], features.rowShape[1])
        if let shape, shape.crops != crops || shape.size != size {
          complaints.append(
            "\(url.path) has \(crops) crops of \(size) features, \(shape.of.lastPathComponent) has \(shape.crops) of "
              + "\(shape.size)")
          continue
        }
        if shape == nil { shape = (crops, size, url) }
        videos.append(FeatureVideo(url: url, features: features))
      } catch {
        complaints.append(error.message)
      }
    }
    return videos
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
