import Foundation
import Testing

@Suite struct `The manifest` {
  let manifest: Manifest

  init() throws { manifest = try Manifest() }

  @Test func `describes every folder of sources, tests and examples, and no other`() throws {
    let folders = try ["Sources", "Tests", "Examples"].flatMap { place in
      try FileManager.default.contentsOfDirectory(atPath: SourceText.root.appending(path: place).path)
        .map { "\(place)/\($0)" }
        // A folder that was moved away can be left behind empty.
        .filter { try SourceText.hasFiles(in: $0) }
    }
    #expect(Set(folders) == Set(manifest.targets.map(\.folder)))
    #expect(Set(manifest.targets.map(\.name)).count == manifest.targets.count)
  }

  @Test func `lets targets depend only on those above them`() {
    var above: Set<String> = []
    for target in manifest.targets {
      for dependency in target.targets {
        #expect(above.contains(dependency), "\(target.name) depends on \(dependency), which is not above it")
      }
      above.insert(target.name)
    }
    #expect(above.isSuperset(of: ["VigilCore", "VigilInference", "VigilPipeline", "VigilCommand"]))
  }

  @Test func `names every module that a target imports`() throws {
    let modules = Set(manifest.targets.map(\.name))
    var imports = 0
    for target in manifest.targets where target.kind != "systemLibrary" {
      for (path, text) in try SourceText.files(in: target.folder) {
        for module in SourceText.imports(of: text) where modules.contains(module) {
          imports += 1
          #expect(
            target.targets.contains(module),
            "\(path) imports \(module), which \(target.name) does not depend on")
        }
      }
    }
    #expect(imports > 100)
  }

  @Test func `leaves command lines to the executable`() throws {
    var users: [String] = []
    for target in manifest.targets {
      let imported = try SourceText.files(in: target.folder).values.flatMap(SourceText.imports)
      if target.products.contains("ArgumentParser") || imported.contains("ArgumentParser") {
        users.append(target.name)
      }
    }
    #expect(users == ["VigilCommand"])
  }

  @Test func `is what the table of targets shows, in its order`() throws {
    let page = try String(
      contentsOf: SourceText.root.appending(path: "docs/internals/architecture.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^\| `([A-Za-z]+)` \|/).map { String($0.1) }
    }
    let swift = manifest.targets.filter {
      ["target", "executableTarget"].contains($0.kind) && $0.folder.hasPrefix("Sources/")
        && !$0.name.hasPrefix("C")
    }
    #expect(rows == swift.map(\.name))
  }
}
