import Foundation
import Testing
import VigilCore
import VigilInference
import VigilTensorRT
import VigilTestSupport

extension TensorRT {
  /// What is missing or refused is said in one line.
  @Suite struct `What TensorRT cannot do` {
    let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    func message(
      _ code: InferenceError.Code, _ body: () async throws -> Void,
      location: SourceLocation = #_sourceLocation
    ) async throws -> String {
      let error = try #require(await #expect(throws: InferenceError.self) { try await body() })
      #expect(
        error.code == code && !error.message.contains("\n"), "\(error.message)", sourceLocation: location)
      return error.message
    }

    @Test func `is said where the plug-in is missing`() async throws {
      let nowhere = try await message(.engineMissing) {
        _ = try TensorRTEngine(environment: ["VIGIL_TENSORRT": scratch.url.path])
      }
      #expect(nowhere.contains("libvigil_tensorrt.so") && nowhere.contains("scripts/build-tensorrt"))
      try Data("no library".utf8).write(to: scratch.appending("libvigil_tensorrt.so"))
      let damaged = try await message(.engineMissing) {
        _ = try TensorRTEngine(environment: ["VIGIL_TENSORRT": scratch.url.path])
      }
      #expect(damaged.contains("cannot open"))
    }

    @Test func `is said where TensorRT is missing, or another`() async throws {
      let other = try TensorRTDouble("9.9.9", flags: ["-DANOTHER_VERSION=8601"])
      let wrong = try await message(.engineMissing) { _ = try TensorRTEngine(environment: other.environment) }
      #expect(
        wrong.contains("libnvinfer.so.9 is TensorRT 8.6.1, but the plug-in was built for 9.9.9"), "\(wrong)")
      let older = try TensorRTDouble("12.4.0", flags: ["-DANOTHER_VERSION=120307"])
      let lacking = try await message(.engineMissing) {
        _ = try TensorRTEngine(environment: older.environment)
      }
      #expect(
        lacking.contains(
          "libnvinfer.so.12 is TensorRT 12.3.7, but the plug-in was built for 12.4.0, and an older minor version lacks functions"
        ),
        "\(lacking)")
      // The plug-in alone, whose libraries are nowhere.
      let double = try TensorRTDouble("7.7.7", flags: ["-DANOTHER_VERSION=7801"])
      try FileManager.default.copyItem(
        at: double.folder.appending(path: "libvigil_tensorrt.so"),
        to: scratch.appending("libvigil_tensorrt.so"))
      let library = double.folder.appending(path: "lib/libnvinfer.so.7")
      let aside = scratch.appending("aside")
      try FileManager.default.moveItem(at: library, to: aside)
      defer { try? FileManager.default.moveItem(at: aside, to: library) }
      let missing = try await message(.engineMissing) {
        _ = try TensorRTEngine(environment: ["VIGIL_TENSORRT": scratch.url.path])
      }
      #expect(missing.contains("cannot open libnvinfer.so.7") && missing.contains("7.7.7"), "\(missing)")
      // A newer minor version has all that the plug-in calls.
      try FileManager.default.moveItem(at: aside, to: library)
      #expect(try TensorRTEngine(environment: double.environment).version == "7.8.1")
    }

    @Test func `is no matter for the first TensorRT 10, whose headers lack what later ones have`() throws {
      // Compiled with them; only one library of 10 can be open in a process.
      let double = try TensorRTDouble("10.0.1")
      #expect(
        FileManager.default.fileExists(atPath: double.folder.appending(path: "libvigil_tensorrt.so").path))
    }

    @Test func `is said where there is no such GPU`() async throws {
      let double = try TensorRTDouble("10.3.0")
      let message = try await message(.engineFailed) {
        _ = try TensorRTEngine(
          on: try #require(ComputeDevice(rawValue: "cuda:5")), environment: double.environment)
      }
      #expect(message.hasPrefix("--device cuda:5: there is no GPU 5, only 1"), "\(message)")
    }

    @discardableResult
    func load(_ network: PortableNetwork) async throws -> any InferenceSession {
      let engine = try TensorRTEngine(environment: TensorRTDouble("10.3.0").environment)
      return try await engine.load(network, options: LoadOptions(cache: nil))
    }

    /// Loads a network of one operation on [1, extent].
    @discardableResult
    func load(
      _ operation: String, extent: Int = 4, unsignedZero: Bool = false
    ) async throws -> any InferenceSession {
      try await load(
        PortableNetwork(identity: "one-\(operation)-\(extent)") { file in
          try TinyONNX.file(operation, extent: extent, unsignedZero: unsignedZero).write(to: file)
        })
    }

    @Test func `is no matter where a CUDA graph cannot be recorded`() async throws {
      let session = try await load("NonZero")
      #expect(try session.compiled()?.isReplayed == false)
      let result = try await session.run(Tensor(shape: [1, 4], values: [1, 2, 3, 4]))
      #expect(result["y"]?.values == [1, 2, 3, 4])
    }

    @Test func `is said when a network is read, built and loaded`() async throws {
      try await load("Identity")
      let unread = try await message(.engineFailed) { try await load("Det") }
      #expect(unread.contains("cannot read the network: No importer registered for op: Det (node 0)"))
      let unbuilt = try await message(.engineFailed) { try await load("Hardmax") }
      #expect(unbuilt.contains("cannot build the network: Could not find any implementation"), "\(unbuilt)")
      let large = try await message(.memoryExhausted) { try await load("Identity", extent: 1 << 29) }
      #expect(large.contains("not enough memory") && large.contains("--crops"), "\(large)")
      let damaged = try await message(.engineFailed) {
        try await load(PortableNetwork(identity: "damaged") { try Data("no ONNX".utf8).write(to: $0) })
      }
      #expect(damaged.contains("cannot read the network"))
    }

    @Test func `is a network with unsigned zero points, which it would compute wrongly`() async throws {
      let message = try await message(.engineFailed) { try await load("QuantizeLinear", unsignedZero: true) }
      #expect(message.contains("wrongly") && message.contains("zero_point"), "\(message)")
      try await load("QuantizeLinear")
    }
  }
}
