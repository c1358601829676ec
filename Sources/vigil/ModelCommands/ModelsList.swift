import ArgumentParser
import Foundation
import VigilModels
import VigilNetworks
import VigilPreprocessing

/// `vigil models list`.
struct ModelsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the models of this machine.")

  func run() throws {
    let library = ModelLibrary()
    var rows = [["name", "networks", "preset", "crops", "threshold", "licence", "place"]]
    var broken: [String] = []
    for (url, result) in library.contents() {
      switch result {
      case .success(let folder):
        let settings = folder.manifest.settings
        rows.append([
          url.deletingPathExtension().lastPathComponent,
          folder.manifest.networks.map { "\($0.architecture)" }.joined(separator: " + "),
          settings.preprocessing.preset.rawValue,
          "\(settings.preprocessing.crops.rawValue)", "\(settings.threshold)", settings.licence ?? "unknown",
          url.deletingLastPathComponent().path,
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
    for line in TextTable.lines(rows) { Console.result(line) }
    guard broken.isEmpty else { throw CommandError(broken.joined(separator: "; ")) }
  }
}
