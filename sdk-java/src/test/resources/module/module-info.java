module consumer {
    requires dev.sallyport.sdk;
}
