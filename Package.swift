// swift-tools-version: 6.2
// The architecture of Vigil, one section per target with its tests beside it.
// A target may only depend on targets above it.
import PackageDescription

let package = Package(
  name: "vigil",
  products: [],
  dependencies: [
    // ONNX files are protocol buffers.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    // SHA-256 of weights, on Linux and macOS alike.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // MARK: VigilCore: the values that all targets share
    .target(name: "VigilCore"),
    .testTarget(name: "VigilCoreTests", dependencies: ["VigilCore"]),

    // MARK: VigilTensorFiles: files of tensors, which are read without trusting a byte of them
    .systemLibrary(  // zlib: inflate for compressed .npz, checksums of zip members
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "VigilTensorFiles", dependencies: ["VigilCore", "CZlib"]),
    .testTarget(
      name: "VigilTensorFilesTests", dependencies: ["VigilTensorFiles", "VigilCore"],
      resources: [.copy("Fixtures")]),

    // MARK: VigilNetworks: each network defined once as a graph; weights, passes, ONNX, model folders
    .target(
      name: "VigilNetworks",
      dependencies: [
        "VigilCore",
        // checkpoints in, safetensors in and out
        "VigilTensorFiles",
        // ONNX files
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        // SHA-256 of weights
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["ONNX/onnx.proto"]),
    .testTarget(
      name: "VigilNetworksTests",
      dependencies: [
        "VigilNetworks", "VigilCore", "VigilTensorFiles",
        // reads back what was exported
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      resources: [.copy("Fixtures")]),

    // MARK: VigilInference: load a network and run it
    // OpenVINO's C interface, opened while the program runs: all else works where it is missing.
    .target(
      name: "COpenVINO",
      // Its headers, for the types of its functions; scripts/fetch-openvino puts them there.
      cSettings: [.headerSearchPath("../../.deps/openvino/include")],
      // dlopen, which C libraries before glibc 2.34 keep apart.
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(
      name: "VigilInference",
      dependencies: [
        "COpenVINO",  // the default engine
        "VigilCore",  // Tensor, errors
      ]),
    .testTarget(
      name: "VigilInferenceTests",
      dependencies: [
        "VigilInference", "VigilCore",
        "VigilNetworks",  // the real networks, against golden values
      ],
      resources: [.copy("Fixtures")]),
  ]
)

// The same language rules everywhere: Swift 6 mode, and a warning is an error.
for target in package.targets
where target.type == .regular || target.type == .executable || target.type == .test {
  guard !target.name.hasPrefix("C") else { continue }
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      .enableUpcomingFeature("InferIsolatedConformances"),
      .treatAllWarnings(as: .error),
    ]
}
