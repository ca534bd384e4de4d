package dev.sallyport.testkit.kms;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/// A principal of the test's KMS with its access key, which is made anew for every server.
public record KmsCaller(String name, String arn, AwsBasicCredentials credentials) {

    @Override
    public String toString() {
        return "KmsCaller[" + name + "]";
    }
}
