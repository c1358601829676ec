// swift-tools-version: 6.2
// The architecture of Vigil, one section per target with its tests beside it.
// A target may only depend on targets above it.
import PackageDescription

let package = Package(
  name: "vigil",
  products: [],
  dependencies: [
    // Downloads of published weights: HTTP with back-pressure, on Linux and macOS alike.
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    // The buffers and time-outs of that client, and the real server that its tests talk to.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    // SHA-256 of what was downloaded.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // MARK: VigilCore: the values that all targets share
    .target(name: "VigilCore"),
    .testTarget(name: "VigilCoreTests", dependencies: ["VigilCore"]),

    // MARK: VigilDownload: fetches published weights, resuming and checking
    .target(
      name: "VigilDownload",
      dependencies: [
        "VigilCore",
        // HTTP and HTTPS
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        // the buffers that the client hands over, and its units of time
        .product(name: "NIOCore", package: "swift-nio"),
        // status codes and headers
        .product(name: "NIOHTTP1", package: "swift-nio"),
        // why a connection could not be made
        .product(name: "NIOPosix", package: "swift-nio"),
        // SHA-256
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .testTarget(
      name: "VigilDownloadTests",
      dependencies: [
        "VigilDownload",
        // a real server on the loopback interface that misbehaves on request
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        // the digests to expect
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
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
