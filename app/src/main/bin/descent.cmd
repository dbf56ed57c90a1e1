@echo off
rem Starts the command from an unpacked distribution.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "PLUGINS=%~dp0..\plugins"
if defined DESCENT_PLUGINS set "PLUGINS=%DESCENT_PLUGINS%"
"%JAVA%" -XX:+UseSerialGC %JAVA_OPTS% -cp "%~dp0..\lib\*;%PLUGINS%\*" io.descent.app.Descent %*
exit /b %ERRORLEVEL%
