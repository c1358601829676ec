package import Foundation

/// A program of this package that tests run.
package enum BuiltProgram {
  /// Where it was built with the tests: beside the test bundle.
  package static func url(of name: String) throws -> URL {
    var folder = Bundle.main.bundleURL
    for _ in 0..<4 {
      let candidate = folder.appending(path: name)
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    throw CommandLineTool.Failure(description: "\(name) was not built")
  }
}
