import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
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
    ["train", "--normal", "normal", "--abnormal", "abnormal", "--output", output, "--batch", "2"] + more + [
      "--threads", "1",
    ]
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
    #expect(model.manifest.settings.preprocessing.preset == .paper)
    #expect(model.manifest.settings.preprocessing.crops == .one)
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

  /// Videos of which abnormal ones have high features in their second half, and their labels.
  func separable(_ place: String, count: Int) throws {
    try FileManager.default.createDirectory(at: folder.appending(place), withIntermediateDirectories: true)
    for number in 0..<count {
      let snippets = 8 + number % 5
      let noise = DeterministicValues.uniform("\(place)\(number)", count: snippets * 16).map(abs)
      let values = noise.enumerated().map { index, value in
        value + (place.hasSuffix("abnormal") && index / 16 >= snippets / 2 ? 1.5 : 0)
      }
      try NPY.write(
        Tensor(shape: [snippets, 1, 16], values: values),
        to: folder.appending("\(place)/Fire\(100 + number).npy"))
    }
  }

  @Test func `keeps the best checkpoint on held-out videos, and tells it from the best on the test set`()
    throws
  {
    try separable("some/normal", count: 12)
    try separable("some/abnormal", count: 12)
    try separable("test/abnormal", count: 4)
    let annotation = (0..<4).map { number in
      let snippets = 8 + number % 5
      return "Fire\(100 + number).mp4 Fire \(snippets / 2 * 16) \(snippets * 16 - 1) -1 -1\n"
    }.joined()
    try Data(annotation.utf8).write(to: folder.appending("truth.txt"))
    let arguments = [
      "train", "--normal", "some/normal", "--abnormal", "some/abnormal", "--output", "best.vigil", "--batch",
      "4", "--threads", "1",
      "--validation-share", "0.25", "--validate-every", "10", "--test", "test/abnormal", "--annotation",
      "truth.txt",
      "--steps", "60", "--save-every", "7",
    ]
    let outcome = try VigilCommand(arguments, in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].contains("after 60 of 60 steps, from step "))
    #expect(lines[1].contains("honest") && lines[2].contains("published protocol"))

    let log = try String(contentsOf: folder.appending("best.training/training.jsonl"), encoding: .utf8)
    let validations = try log.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }.filter { $0["validated_after"] != nil }
    #expect(validations.compactMap { $0["validated_after"] as? Int } == [10, 20, 30, 40, 50, 60])
    let areas = validations.compactMap { $0["validation_auc"] as? Double }
    #expect(areas.count == 6 && (areas.max() ?? 0) > 0.95)
    #expect(validations.allSatisfy { $0["test_auc"] is Double && $0["validation_cross_entropy"] is Double })
    let page = try String(contentsOf: folder.appending("best.training/report.html"), encoding: .utf8)
    for text in ["9 normal, 9 abnormal", "3 normal, 3 abnormal", "published", "honest"] {
      #expect(page.contains(text), "\(text)")
    }

    // The model has the weights that the same training had after as many steps.
    let picked = try #require(lines[0].split(separator: "step ").last?.prefix { $0.isNumber })
    let detector = try ModelFolder(reading: folder.appending("best.vigil")).detector()
    let shorter = arguments.map { ["best.vigil": "short.vigil", "60": String(picked)][$0] ?? $0 }
    #expect(try VigilCommand(shorter, in: folder.url).finish().status == 0)
    #expect(try ModelFolder(reading: folder.appending("short.vigil")).detector().weights == detector.weights)
    // So it has when it is gone on with, which finds everything done.
    let again = try VigilCommand(arguments + ["--resume"], in: folder.url).finish()
    #expect(again.status == 0 && again.output == outcome.output, "\(again.errors)")
    #expect(try ModelFolder(reading: folder.appending("best.vigil")).detector().weights == detector.weights)
    #expect(try String(contentsOf: folder.appending("best.training/training.jsonl"), encoding: .utf8) == log)
    // Without the held-out share it would learn from what chose its checkpoint.
    let others = arguments.map { ["some/normal": "normal"][$0] ?? $0 } + ["--resume"]
    #expect(try VigilCommand(others, in: folder.url).finish().errors.contains("begun with"))
  }

  @Test func `takes several seeds, and the test set of its manifest`() throws {
    try separable("f/normal", count: 4)
    try separable("f/abnormal", count: 4)
    let rows = try (0..<4).flatMap { number in
      // Videos of a test set differ by name.
      try FileManager.default.moveItem(
        at: folder.appending("f/normal/Fire\(100 + number).npy"),
        to: folder.appending("f/normal/Calm\(100 + number).npy"))
      return [
        "normal/Calm\(100 + number).mp4,normal,\(number < 2 ? "train" : "test"),",
        "abnormal/Fire\(100 + number).mp4,fire,\(number < 2 ? "train" : "test"),64-127",
      ]
    }
    try Data((["video,label,split,intervals"] + rows).joined(separator: "\n").utf8)
      .write(to: folder.appending("m.csv"))
    let outcome = try VigilCommand(
      [
        "train", "--manifest", "m.csv", "--features", "f", "--test", "f", "--output", "s.vigil", "--seeds",
        "1,2",
        "--steps", "2", "--batch", "2", "--validate-every", "1", "--threads", "1",
      ], in: folder.url
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("test AUC, honest") && outcome.output.contains("standard deviation"))
    for name in ["s-seed1.vigil", "s-seed2.vigil"] {
      #expect(try ModelFolder(reading: folder.appending(name)).manifest[.detector]?.training?.steps == 2)
    }
  }

  @Test func `keeps the best so far on Ctrl-C`() throws {
    try separable("some/normal", count: 8)
    try separable("some/abnormal", count: 8)
    try separable("held/normal", count: 2)
    try separable("held/abnormal", count: 2)
    let command = try VigilCommand(
      [
        "train", "--normal", "some/normal", "--abnormal", "some/abnormal", "--output", "cut.vigil", "--batch",
        "2",
        "--validation-normal", "held/normal", "--validation-abnormal", "held/abnormal", "--validate-every",
        "2",
        "--steps", "100000", "--threads", "1",
      ], in: folder.url)
    try waitUntil {
      (try? String(contentsOf: folder.appending("cut.training/training.jsonl"), encoding: .utf8))?
        .contains("\"validated_after\":20,") == true
    }
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("of 100000 steps, from step "))
    let state = try Safetensors.read(folder.appending("cut.training/state.safetensors"))
    let best = Dictionary(uniqueKeysWithValues: state.tensors.map { ($0.name, $0.tensor) })
    let weights = try ModelFolder(reading: folder.appending("cut.vigil")).detector().weights
    for (name, tensor) in weights.tensors { #expect(best["b:\(name)"] == tensor, "\(name)") }
    #expect(
      try String(contentsOf: folder.appending("cut.training/report.html"), encoding: .utf8).contains(
        "stopped early"))
  }

  @Test func `refuses what it cannot train on, in one line, before the first step`() throws {
    #expect(try train("taken.vigil", "--steps", "1").status == 0)
    try Data([0xFF, 0xFE, 0x31]).write(to: folder.appending("latin.txt"))
    let refusals: [([String], String)] = [
      (["--normal", "latin.txt", "--abnormal", "abnormal"], "latin.txt is not text in UTF-8"),
      (["--normal", "normal", "--abnormal", "abnormal", "--from", "nobody"], "no model nobody"),
      (["--normal", "normal", "--abnormal", "abnormal", "--resume"], "no training to resume"),
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
    #expect(try train("x.vigil", "--validation-share", "1.5").status == 64)
    #expect(try train("x.vigil", "--validation-normal", "normal").status == 64)
    #expect(try train("x.vigil", "--test", "normal").status == 64)
    #expect(try train("x.vigil", "--seeds", "1,1").status == 64)
    #expect(try train("x.vigil", "--seeds", "1,2", "--recipe", "linear").status == 64)
    let without = try VigilCommand(
      arguments("none.vigil"), in: folder.url, environment: ["VIGIL_TORCH": "/nonexistent"]
    ).finish()
    #expect(without.status == 1 && without.errors.contains("scripts/build-torch"))
  }
}
