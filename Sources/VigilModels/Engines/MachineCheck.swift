import Foundation
import VigilCore
import VigilInference
import VigilMedia
import VigilNetworks

/// What this machine has, what is missing, and whether an engine computes correctly on it.
public struct MachineCheck: Hashable, Sendable {
  /// One finding.
  public struct Finding: Hashable, Sendable {
    /// What it is about, in a word.
    public var title: String
    /// What was found.
    public var text: String
    /// Whether it is as it should be.
    public var isFine = true

    /// Makes a finding.
    public init(title: String, text: String, isFine: Bool = true) {
      (self.title, self.text, self.isFine) = (title, text, isFine)
    }

    /// For people: a mark, the title and the text in columns.
    public var line: String {
      let padding = String(repeating: " ", count: max(0, 12 - title.count))
      return "\(isFine ? "✓" : "✗") \(title)\(padding)\(text)"
    }
  }

  /// The largest relative error with which a self-test counts as passed.
  private static let tolerance: Float = 1e-4

  /// All findings: the program and the machine, libraries, cameras, models, the engine and its self-tests.
  public private(set) var findings: [Finding] = []
  /// How many findings are not fine.
  public var problems: Int { findings.count { !$0.isFine } }

  /// Looks at the machine, reads the manifests of all models, opens the engine and runs its self-tests.
  ///
  /// - Parameters:
  ///   - configuration: The engine and how it runs.
  ///   - library: The models.
  ///   - report: Told of each finding as soon as it is made; self-tests take seconds.
  public init(
    _ configuration: EngineConfiguration, library: ModelLibrary = ModelLibrary(),
    report: (Finding) -> Void = { _ in }
  ) async {
    func add(_ title: String, _ text: String, isFine: Bool = true) {
      let finding = Finding(title: title, text: text, isFine: isFine)
      findings.append(finding)
      report(finding)
    }
    let machine = Machine.current
    add("vigil", VigilVersion.current)
    add("machine", machine.line)
    add(
      "processor",
      machine.features.isEmpty ? "no vector extensions known" : machine.features.joined(separator: " "))
    for (library, version) in MediaLibraries.versions { add(library, version) }
    add(
      "window",
      MediaLibraries.hasWindowLibrary ? "SDL 2" : "no SDL 2: install libsdl2-2.0-0 for detect --display")
    let cameras = CameraDevice.connected()
    add(
      "cameras", cameras.isEmpty ? "none" : cameras.map { "\($0.path) (\($0.name))" }.joined(separator: ", "))
    for (url, result) in library.contents() {
      switch result {
      case .success(let folder):
        add(
          "model",
          "\(url.path): " + folder.manifest.networks.map { "\($0.architecture)" }.joined(separator: " + "))
      case .failure(let error): add("model", "\(error.message)", isFine: false)
      }
    }
    do {
      let engine = try configuration.open()
      let path = engine.libraryPath ?? "found by the system's loader"
      add("engine", "\(engine.name) \(engine.version) on \(engine.device), \(path)")
      for (name, test) in try SelfTests.all(for: configuration.capabilities) {
        let found = try await test.run(on: engine, options: configuration.loadOptions(concurrentItems: 1))
        add(
          "self-test",
          "\(name): largest error \(found.largestError)\(found.repeatable ? "" : ", two runs differ"), "
            + "\(found.layout.threads) threads in \(found.layout.streams) streams",
          isFine: found.largestError < Self.tolerance && found.repeatable)
      }
    } catch {
      add("engine", error.explanation, isFine: false)
    }
  }
}
