import Foundation
import Testing
import VigilCore
import VigilInference
import VigilOpenVINO

@Suite struct `The OpenVINO engine` {
  @Test func `names itself and its version`() throws {
    let engine = try OpenVINOEngine()
    #expect(engine.name == "OpenVINO")
    #expect(engine.version.split(separator: ".").count == 3)
    #expect(engine.version.allSatisfy { $0.isNumber || $0 == "." })
  }

  @Test func `is found in the folder that the variable names, or in its lib`() throws {
    let library = URL(filePath: try #require(try OpenVINOEngine(environment: [:]).libraryPath))
    let folder = library.deletingLastPathComponent()
    for named in [folder, folder.deletingLastPathComponent()] {
      let engine = try OpenVINOEngine(environment: ["VIGIL_OPENVINO": named.path])
      #expect(engine.libraryPath == library.path)
    }
  }

  @Test func `says that the named folder has no library`() {
    let scratch = ScratchFolder()
    let error = #expect(throws: InferenceError.self) {
      try OpenVINOEngine(environment: ["VIGIL_OPENVINO": scratch.url.path])
    }
    #expect(error?.code == .engineMissing)
    #expect(error?.message.contains(scratch.url.path) == true)
    #expect(error?.message.contains("scripts/fetch-openvino") == true)
  }

  @Test func `says why a library cannot be opened`() throws {
    let scratch = ScratchFolder()
    try FileManager.default.createDirectory(at: scratch.url, withIntermediateDirectories: true)
    try Data("not a library".utf8).write(to: scratch.url.appending(path: "libopenvino_c.so"))
    let error = #expect(throws: InferenceError.self) {
      try OpenVINOEngine(environment: ["VIGIL_OPENVINO": scratch.url.path])
    }
    #expect(error?.code == .engineMissing)
    #expect(error?.message.contains("libopenvino_c.so: ") == true)
  }

  @Test func `says that another version lacks a function`() throws {
    // A library that is one, but not OpenVINO.
    let scratch = ScratchFolder()
    try FileManager.default.createDirectory(at: scratch.url, withIntermediateDirectories: true)
    let real = URL(filePath: try #require(try OpenVINOEngine(environment: [:]).libraryPath))
    let names = try FileManager.default.contentsOfDirectory(atPath: real.deletingLastPathComponent().path)
    let other = try #require(names.first { $0.hasPrefix("libtbbmalloc.so") })
    try FileManager.default.createSymbolicLink(
      at: scratch.url.appending(path: "libopenvino_c.so"),
      withDestinationURL: real.deletingLastPathComponent().appending(path: other))
    let error = #expect(throws: InferenceError.self) {
      try OpenVINOEngine(environment: ["VIGIL_OPENVINO": scratch.url.path])
    }
    #expect(error?.code == .engineMissing)
    #expect(error?.message.contains("this OpenVINO has no ov_") == true)
  }

  @Test func `passes its self-test, and fails one with other values`() async throws {
    let scratch = ScratchFolder()
    let engine = try OpenVINOEngine()
    let input = Tensor(shape: [1, 2, 4, 4], values: Fixture.snippet(0))
    let right = Tensor(shape: [1, 3], values: Fixture.features(0))
    var test = EngineSelfTest(network: Fixture.fixed, input: input, expected: ["features": right])
    let report = try await test.run(on: engine, options: LoadOptions(cache: scratch.cache))
    #expect(report.engine == "OpenVINO \(engine.version)")
    #expect(report.repeatable)
    #expect(report.largestError < 1e-5)
    test.expected = ["features": Tensor(repeating: 1, shape: [1, 3])]
    let wrong = try await test.run(on: engine, options: LoadOptions(cache: scratch.cache))
    #expect(wrong.largestError > 0.1)
    test.expected = ["other": right]
    await #expect(throws: InferenceError.self) {
      try await test.run(on: engine, options: LoadOptions(cache: scratch.cache))
    }
  }
}
