import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilTensorFiles
import VigilTestSupport

/// Whether the plug-in is where a build puts it.
let pluginIsBuilt = FileManager.default.fileExists(
  atPath: URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build/plugins/libvigil_torch.so").path)

@Suite(.enabled(if: pluginIsBuilt, "the LibTorch plug-in is not built: scripts/build-torch"))
struct `Train` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for kind in ["normal", "abnormal"] {
      try FileManager.default.createDirectory(at: folder.appending(kind), withIntermediateDirectories: true)
      for number in 0..<3 { try features("\(kind)/\(number).npy", [5 + 10 * number, 1, 16]) }
    }
  }

  func features(_ name: String, _ shape: [Int]) throws {
    let values = DeterministicValues.uniform(name, count: shape.reduce(1, *)).map(abs)
    try NPY.write(Tensor(shape: shape, values: values), to: folder.appending(name))
  }

  func arguments(_ output: String, _ more: String...) -> [String] {
    ["train", "--normal", "normal", "--abnormal", "abnormal", "--output", output, "--batch", "2"] + more
  }

  func train(_ output: String, _ more: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments(output) + more, in: folder.url).finish()
  }

  func steps(_ name: String) throws -> [[String: Any]] {
    try String(contentsOf: folder.appending("\(name).training/training.jsonl"), encoding: .utf8)
      .split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
  }

  /// Waits for a condition, but not for ever.
  func waitUntil(_ holds: () throws -> Bool, line: Int = #line) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !holds() {
      try #require(ContinuousClock.now < deadline, "nothing happened for a minute, line \(line)")
      usleep(20_000)
    }
  }

  /// What tells a file from one that replaced it.
  func number(of file: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? Int
  }

  @Test func `makes a model that detect can use`() throws {
    let outcome = try train("a.vigil", "--steps", "5", "--preset", "paper")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors == "", "quiet without a terminal")
    #expect(outcome.output.contains("after 5 of 5 steps"))
    let model = try ModelFolder(reading: folder.appending("a.vigil"))
    #expect(model.manifest.settings.preset == "paper")
    #expect(model.manifest.settings.crops == 1)
    let detector = try model.detector()
    #expect(detector.graph.inputs[0].shape.last == 16)
    let initial = try ModelFolder(reading: folder.appending("a.vigil")).entry(.detector).parameters
    #expect(initial == detector.graph.parameterCount)
    #expect(try steps("a").map { $0["step"] as? Int } == [0, 1, 2, 3, 4])
    #expect(try steps("a").allSatisfy { ($0["total"] as? Double ?? 0) > 0 })
    #expect(!FileManager.default.fileExists(atPath: folder.path("a.training/pooled.npy")))
    // The same seed gives the same weights; fine-tuning begins with them.
    #expect(try train("b.vigil", "--steps", "5").status == 0)
    #expect(try ModelFolder(reading: folder.appending("b.vigil")).detector().weights == detector.weights)
    #expect(try train("c.vigil", "--steps", "1", "--recipe", "paper", "--from", "a.vigil").status == 0)
    #expect(try ModelFolder(reading: folder.appending("c.vigil")).detector().weights != detector.weights)
  }

  @Test func `keeps what was reached on Ctrl-C and goes on from there`() throws {
    let command = try VigilCommand(
      arguments("long.vigil", "--steps", "2000", "--save-every", "1"), in: folder.url)
    let log = folder.appending("long.training/training.jsonl")
    try waitUntil { ((try? Data(contentsOf: log)) ?? Data()).count >= 1000 }
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let reached = try steps("long").count
    #expect(reached >= 3 && reached < 2000)
    #expect(outcome.output.contains("after \(reached) of 2000 steps"))

    // A run that dies later is gone on with from its last state, as if it had not been there.
    let dying = try VigilCommand(
      arguments("long.vigil", "--resume", "--save-every", "1000000"), in: folder.url)
    try waitUntil { try steps("long").count >= reached + 5 }
    kill(dying.identifier, SIGKILL)
    _ = dying.finish()
    let before = try number(of: log)
    let again = try VigilCommand(arguments("long.vigil", "--resume"), in: folder.url)
    // A new log means that it listens; then it must get beyond where it began.
    try waitUntil { try number(of: log) != before }
    try waitUntil { try steps("long").count > reached }
    again.interrupt()
    #expect(again.finish().status == 0)
    let numbers = try steps("long").compactMap { $0["step"] as? Int }
    #expect(numbers == Array(0..<numbers.count))
  }

  @Test func `refuses what it cannot train on, in one line, before the first step`() throws {
    try features("wide.npy", [4, 1, 32])
    try features("three.npy", [4, 3, 16])
    try Data("0.npy\nabsent.npy\n".utf8).write(to: folder.appending("normal/list.txt"))
    #expect(try train("taken.vigil", "--steps", "1").status == 0)
    let refusals: [([String], String)] = [
      (["--normal", "nowhere", "--abnormal", "abnormal"], "nowhere"),
      (["--normal", "normal/list.txt", "--abnormal", "abnormal"], "absent.npy"),
      (["--normal", "normal", "wide.npy", "--abnormal", "abnormal"], "32"),
      (["--normal", "three.npy", "--abnormal", "three.npy"], "normal and as abnormal"),
      (["--normal", "normal", "--abnormal", "abnormal", "--from", "nobody"], "no model nobody"),
      (["--normal", "normal", "--abnormal", "abnormal", "--resume"], "no training to go on with"),
      (["--normal", "normal", "--abnormal", "abnormal", "--device", "cuda"], "GPU"),
    ]
    for (arguments, reason) in refusals {
      let outcome = try VigilCommand(["train"] + arguments + ["--output", "none.vigil"], in: folder.url)
        .finish()
      #expect(outcome.status == 1)
      #expect(outcome.errorLines.count == 1 && outcome.errors.contains(reason), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path("none.vigil")))
      #expect(!FileManager.default.fileExists(atPath: folder.path("none.training")))
    }
    #expect(try train("taken.vigil").errors.contains("already there"))
    #expect(try train("name").status == 64)
    #expect(try train("x.vigil", "--recipe", "paper").status == 64)
    let without = try VigilCommand(
      arguments("none.vigil"), in: folder.url, environment: ["VIGIL_TORCH": "/nonexistent"]
    ).finish()
    #expect(without.status == 1 && without.errors.contains("scripts/build-torch"))
  }
}
