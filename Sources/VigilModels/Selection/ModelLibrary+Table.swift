import Foundation
import VigilNetworks
import VigilPreprocessing

extension ModelLibrary {
  /// The models: the names of columns, then a row for each, the test weights last; and why some cannot be used.
  public func table() throws -> (rows: [[String]], broken: [String]) {
    var rows = [["name", "networks", "preset", "crops", "threshold", "licence", "place"]]
    var broken: [String] = []
    for (url, result) in contents() {
      switch result {
      case .success(let folder):
        let settings = folder.manifest.settings
        rows.append([
          url.deletingPathExtension().lastPathComponent,
          folder.manifest.networks.map { "\($0.architecture)" }.joined(separator: " + "),
          settings.preprocessing.preset.rawValue, "\(settings.preprocessing.crops.rawValue)",
          "\(settings.threshold)", settings.licence ?? "unknown", url.deletingLastPathComponent().path,
        ])
      case .failure(let error): broken.append(error.message)
      }
    }
    for weights in TestWeights.allCases {
      let names = try weights.networks().map(\.graph.name).joined(separator: " + ")
      rows.append([
        weights.rawValue, names, "rtfm", "10", "0.7", "none needed", "built in; scores mean nothing",
      ])
    }
    return (rows, broken)
  }
}
