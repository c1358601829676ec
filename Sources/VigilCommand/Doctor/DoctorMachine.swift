import ArgumentParser
import Foundation
import VigilCore
import VigilInference
import VigilMedia
import VigilModels
import VigilNetworks

/// `vigil doctor machine`, the default.
struct DoctorMachine: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine", abstract: "Checks the machine, libraries, cameras, models and the engine.")

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  func run() async throws {
    var problems = 0
    let machine = Machine.current
    show("vigil", VigilVersion.current)
    show("machine", machine.line)
    show(
      "processor",
      machine.features.isEmpty ? "no vector extensions known" : machine.features.joined(separator: " "))
    for (library, version) in MediaLibraries.versions { show(library, version) }
    show(
      "window",
      MediaLibraries.hasWindowLibrary ? "SDL 2" : "no SDL 2: install libsdl2-2.0-0 for detect --display")
    let cameras = CameraDevice.connected()
    show(
      "cameras", cameras.isEmpty ? "none" : cameras.map { "\($0.path) (\($0.name))" }.joined(separator: ", "))

    for (url, result) in ModelLibrary().contents() {
      switch result {
      case .success(let folder):
        show(
          "model",
          "\(url.path): " + folder.manifest.networks.map { "\($0.architecture)" }.joined(separator: " + "))
      case .failure(let error):
        problems += 1
        show("model", "\(error.message)", isFine: false)
      }
    }
    do {
      let opened = try engine.configuration.open()
      let path = opened.libraryPath ?? "found by the system's loader"
      show("engine", "\(opened.name) \(opened.version) on \(opened.device), \(path)")
      for (name, test) in try SelfTests.all(withStem: engine.configuration.capabilities.stem.isPossible) {
        let report = try await test.run(
          on: opened, options: engine.configuration.loadOptions(concurrentItems: 1))
        let isFine = report.largestError < 1e-4 && report.repeatable
        problems += isFine ? 0 : 1
        show(
          "self-test",
          "\(name): largest error \(report.largestError)\(report.repeatable ? "" : ", two runs differ"), "
            + "\(report.layout.threads) threads in \(report.layout.streams) streams", isFine: isFine)
      }
    } catch {
      problems += 1
      show("engine", error.message, isFine: false)
    }
    guard problems == 0 else {
      throw CommandError("\(problems) problem\(problems == 1 ? "" : "s") found, marked with ✗ above")
    }
  }

  private func show(_ title: String, _ text: String, isFine: Bool = true) {
    let padding = String(repeating: " ", count: max(0, 12 - title.count))
    Console.result("\(isFine ? "✓" : "✗") \(title)\(padding)\(text)")
  }
}
